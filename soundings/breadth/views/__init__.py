"""Pages of boards, cases and the agency's words. Private to breadth."""
