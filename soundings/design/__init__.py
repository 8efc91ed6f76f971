"""The look: components, layout, forms, charts, print; a gallery page."""
