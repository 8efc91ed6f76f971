"""Names for invented people, from several cultures, paired so that families sound like families. Nobody is real."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """Given names for girls and boys, family names, and what a case system might hold beside them."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[str, ...]
    ethnicity: str
    language: str
    share: int  # of a hundred families


def _culture(girls: str, boys: str, families: str, ethnicity: str, language: str, share: int) -> Culture:
    return Culture(tuple(girls.split()), tuple(boys.split()), tuple(families.split()), ethnicity, language, share)


CULTURES = (
    _culture(
        "Amelia Isla Ava Freya Poppy Ella Grace Lily Daisy Matilda Erin Martha Ruby Phoebe Niamh Orla",
        "Theo Oscar Arthur Jack Harry Leo Alfie Freddie Archie Rory Callum Toby Jude Ellis Finn Rowan",
        "Ashdown Barrow Cobbold Dunmore Eastlake Fairhurst Goodall Harkness Ingham Jessop Kellaway Lockyer Marlowe "
        "Norcross Oldfield Pemberton Quayle Ridgway Stanhope Thackray Underhill Venables Wetherby Yarwood",
        "White British",
        "English",
        52,
    ),
    _culture(
        "Ania Zofia Maja Hanna Oliwia Kinga",
        "Łukasz Jakub Szymon Mikołaj Filip Antek",
        "Nowicka Zieliński Wójcik Kamińska Żukowski Malinowski Gąsior",
        "Any other White background",
        "Polish",
        7,
    ),
    _culture(
        "Aisha Maryam Zainab Hafsa Inaya Noor",
        "Yusuf Ibrahim Hamza Bilal Zakariya Ismail",
        "Majid Chaudhry Siddiqui Mirza Akhtar Qureshi Rafiq",
        "Pakistani",
        "Urdu",
        9,
    ),
    _culture(
        "Adaeze Ngozi Temi Folake Chiamaka Simi",
        "Emeka Tunde Kelechi Ayo Chidi Femi",
        "Okafor Adeyemi Balogun Eze Nwosu Ogunleye",
        "Black African",
        "English",
        7,
    ),
    _culture(
        "Shanice Tanisha Keisha Renée Amara Jada",
        "Marlon Jerome Tyrell Dwayne Malachi Kofi",
        "Campbell-Reid Bogle Pinnock Lindo Blackwood Hylton",
        "Black Caribbean",
        "English",
        5,
    ),
    _culture(
        "Simran Harleen Jasleen Navdeep Kiran Manpreet",
        "Arjan Harvir Gurdeep Ranveer Jaspal Manvir",
        "Dhillon Sandhu Grewal Bassi Purewal Sangha",
        "Indian",
        "Punjabi",
        5,
    ),
    _culture(
        "Sadia Tahmina Nusrat Farzana Rumana Sumaiya",
        "Rafi Tanvir Shafiq Imran Nayeem Sohel",
        "Begum Chowdhury Miah Talukdar Sarkar Uddin",
        "Bangladeshi",
        "Bengali",
        4,
    ),
    _culture(
        "Hodan Ifrah Sagal Ubah Fowzia Naima",
        "Abdi Liban Warsame Mahad Guled Bashir",
        "Warfa Jama Egal Dirie Farah Shire",
        "Black African",
        "Somali",
        3,
    ),
    _culture(
        "Mei Hui Lan Xiu Yan Ling",
        "Jun Wei Hao Ming Tao Bo",
        "Xeng Zhao Lin Guo Tang Fong",
        "Chinese",
        "Cantonese",
        2,
    ),
    _culture(
        "Åsa Linnea Saga Elin Maja Tuva",
        "Dara Björn Nils Sven Axel Oskar",
        "Lindqvist Ångström Söderberg Norén Öberg Hallström",
        "Any other White background",
        "Swedish",
        2,
    ),
    _culture(
        "Ioana Elena Andreea Daria Bianca Mirela",
        "Andrei Matei Ștefan Luca Vlad Radu",
        "Popescu Ionescu Dumitru Țurcanu Vasile Munteanu",
        "Any other White background",
        "Romanian",
        4,
    ),
)

WORKERS = (
    "Ruth Adeyemi",
    "Daniel Prosser",
    "Nimra Sheikh",
    "Gareth Penhale",
    "Moira Costello",
    "Samuel Obi",
    "Katarzyna Lis",
    "Leah Winterton",
    "Tomasz Bielski",
    "Priya Nair",
    "Euan Galbraith",
    "Bronwen Hale",
    "Yasmin Tahir",
    "Joel Marchant",
    "Charlotte Vane",
    "Hassan Omar",
    "Fiona Rushworth",
    "Dele Akande",
    "Marta Silva",
    "Owen Trevena",
    "Anjali Rao",
    "Peter Holroyd",
    "Zeynep Aydın",
    "Rosalind Kerr",
    "Nathan Blythe",
    "Ewa Kowal",
    "Imogen Thwaite",
    "Kwame Boateng",
    "Sian Probert",
    "Luca Ferrante",
    "Harriet Dunne",
    "Mohammed Saleh",
    "Claire Ormerod",
    "Ravi Menon",
    "Beth Lacey",
    "Aoife Brennan",
    "Marcus Cole",
    "Noor Haddad",
    "Alan Frith",
    "Tess Carmody",
    "Ivan Petrov",
    "Grace Muir",
)
TEAM_PLACES = (
    "Harbour Street",
    "Mill Lane",
    "Beacon Hill",
    "Riverside",
    "Quayside",
    "Orchard Road",
    "Castle Green",
    "Lighthouse",
    "Market Square",
    "Station Road",
    "Abbey Park",
    "Windmill",
    "Fisher Row",
    "Northgate",
    "Southfield",
    "Chapel Bank",
)
