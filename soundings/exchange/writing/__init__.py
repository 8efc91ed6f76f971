"""Tables written as files: CSV, Excel, JSON. Text stays text, whatever it begins with."""
