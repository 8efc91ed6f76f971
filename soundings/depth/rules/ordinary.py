"""Ordinary English and Welsh words that are given or family names too, chosen for texts about work with families.

Only words that such a text would use as words: "poppy" in small letters is rather a child whose name was typed so.
"""

ENGLISH = frozenset((
    "april", "august", "autumn", "baker", "ball", "banks", "barber", "bear", "bell", "best", "bird", "black",
    "blessed", "blessing", "bliss", "bold", "bond", "book", "bow", "branch", "brave", "bridge", "bridges", "bright",
    "brook", "brown", "bush", "butler", "case", "cash", "chance", "chase", "child", "childs", "church", "clay",
    "clear", "close", "comfort", "constant", "cook", "cross", "dawn", "day", "deed", "drew", "early", "east",
    "english", "ever", "fair", "faith", "farmer", "favour", "field", "fields", "fish", "forest", "forward", "frank",
    "free", "freedom", "friend", "frost", "gardener", "gate", "gates", "gift", "gold", "golden", "good", "goodness",
    "grace", "grant", "green", "grey", "guest", "hall", "hand", "hands", "happy", "haven", "head", "heart",
    "heaven", "hill", "hills", "home", "hood", "hope", "house", "hunt", "joy", "judge", "june", "justice", "keen",
    "kind", "king", "lamb", "last", "law", "little", "lock", "long", "love", "lovely", "loving", "loyal", "lucky",
    "march", "mark", "marks", "may", "meadow", "mercy", "merit", "merry", "miles", "miller", "miracle", "monday",
    "moody", "moon", "mother", "music", "new", "noble", "north", "parent", "park", "parks", "parson", "patience",
    "peace", "pick", "pleasant", "pool", "poor", "power", "powers", "precious", "price", "prince", "princess",
    "promise", "proud", "prudence", "rain", "rainbow", "read", "reed", "rich", "ring", "rivers", "rock", "rose",
    "rush", "sands", "savage", "school", "sharp", "shepherd", "silver", "singer", "sky", "small", "snow", "song",
    "south", "speed", "spring", "star", "stone", "storm", "street", "strong", "success", "sue", "summer", "summers",
    "sunday", "sunny", "sweet", "swift", "temple", "travel", "treasure", "true", "truly", "trust", "tuesday",
    "turner", "victory", "virtue", "walker", "ward", "water", "waters", "way", "welcome", "well", "wells", "west",
    "wheeler", "white", "wild", "will", "winner", "winter", "winters", "wisdom", "wise", "wood", "woods", "work",
    "worth", "wright", "young",
))  # fmt: skip
WELSH = frozenset((
    "afon", "arian", "aur", "bach", "bychan", "cariad", "coch", "craig", "dilys", "ffydd", "fychan", "glas", "glaw",
    "gobaith", "gras", "gwen", "gwyn", "gwynt", "haf", "hafan", "haul", "hedd", "heddwch", "hydref", "llawen",
    "llwyd", "mai", "mawr", "medi", "melyn", "mwyn", "nant", "pant", "teg", "tegan", "tirion", "wyn",
))  # fmt: skip
ORDINARY = ENGLISH | WELSH
