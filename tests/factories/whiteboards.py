"""The rows of the four whiteboards printed in the dashboards' source (version 2.1.1, April 2019)."""

KEY = [
    ["*Abuse Type"],
    ["PA: Physical Abuse SA: Sexual Abuse EA: Emotional Abuse N: Neglect"],
    ["FDV: Family and Domestic Violence (Children exposed to violence by one partner)"],
]
WHOLE_PRACTICE = [
    ["Name/Age/ID #", "Date Opened", "Abuse Type*", "Mapping Internal (no or dates)",
     "Mapping with Family (no or dates)",
     "Three Houses (no or date)", "Danger Statement", "Safety Goal", "Safety Scale (no or CP rating)",
     "Timeline and Trajectory (no or date)", "Word and Pictures", "Network Provide number", "Adult Safety Plan",
     "Child Safety Plan (no or date)"],
    ["Jane Smith's Cases"],
    ["Melli Majid 13", "03/01/16", "N & PA", "06/01/16", "No", "21/01/16", "Yes", "Yes", "No", "No", "2", "No", "No"],
    ["Mary Telis 5", "12/06/15", "FDV EA N", "19/06/15", "23/06/15", "21/06/15", "Yes", "Yes", "6", "15/7/15", "7",
     "Yes", "No", "23/11/15"],
    ["Ah Hins Cases"],
    ["An nins cases"],
    ["Alison Camp's Cases"],
    [],
    *KEY,
]  # fmt: skip
FRONT_END = [
    ["Name/Age/ ID #", "Date Opened", "Abuse Type*", "Mapping Internal (No or Date)",
     "Mapping with Family (No or Date)", "Three Houses (No or Date)", "Danger Statement", "Safety Goal", "Safety Scale",
     "Word and Pictures (No or Date)", "Network Number", "Participatory Conferences/ Meetings including Network",
     "Interim Adult Safety Plan (No or Date)",
     "Child Safety Plan (No or Date)"],
    ["Jane Smith's Cases"],
    ["Melli Majid 13", "3/02/16", "N & PA", "6/02/16", "No", "12/02/16", "Yes", "No", "2", "27/02/16", "3", "1", "No",
     "No"],
    ["Ah Hin Xeng's Cases"],
    ["Alison Camp's Cases"],
    *KEY,
]  # fmt: skip
FAMILY_SUPPORT = [
    ["Name/Age", "Date Opened", "Abuse Type*", "Mapping Internal", "Mapping with Family", "Three Houses",
     "Critical Worry", "Success Goal", "Success Scale", "Word and Pictures", "Network Provide number",
     "Adult Success Plan", "Child Success Plan"],
    ["Jane Smith's Cases"],
    ["Melli Majid 13", "3/01/16", "N & PA", "Yes", "No", "Yes", "Yes", "Yes", "No", "No", "2", "No", "No"],
    ["Mary Telis 5", "12/6/15", "FDV EA N", "Yes", "Yes", "Yes", "Yes", "Yes", "No", "Yes", "7", "Yes", "No"],
    ["Ah Hin Xeng's Cases"],
    ["Alison Camp's Cases"],
    *KEY,
]  # fmt: skip
PREVENTATIVE = [
    ["Name/Age/ID #", "Date Opened", "Mapping Internal (No or Date)", "Mapping with Family (No or Date)",
     "My Three Houses (No or Date)", "Critical Worry", "Wellbeing Goal", "Wellbeing Scale",
     "Word and Pictures (No or Date)", "Network Provide number", "Adult Success Plan (No or Date)",
     "Child Wellbeing Plan (No or Date)", "Case Trajectory"],
    ["Jane Smith's Cases"],
    ["Melli Majid 13", "3/01/16", "6/01/16", "No", "18/01/16", "Yes", "Yes", "No", "No", "2", "No", "No", ""],
    ["Mary Telis 5", "12/6/15", "19/6/15", "8/7/15", "14/6/15", "Yes", "Yes", "No", "24/9/15", "7", "17/8/15", "No",
     ""],
    ["Ah Hin Xeng's Cases"],
    ["Alison Camp's Cases"],
    *KEY,
]  # fmt: skip
BOARDS = {
    "whole-practice": WHOLE_PRACTICE,
    "front-end": FRONT_END,
    "family-support": FAMILY_SUPPORT,
    "preventative": PREVENTATIVE,
}
