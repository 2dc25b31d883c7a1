"""What the words ask for: props and landscape in a text, and what people in it are doing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def words(text: str) -> list[str]:
    """The words of a text, lower case, in order."""
    return re.findall(r"[^\W\d_]+", text.casefold())


LAND: Mapping[str, tuple[str, ...]] = {
    "space": ("space", "orbit", "planet", "asteroid", "spaceship", "starship", "galaxy"),
    "cutting": ("cutting", "ravine", "gorge", "canyon", "trench", "chasm"),
    "rails": ("railway", "railroad", "rails", "track", "tracks", "line", "station", "platform"),
    "tunnel": ("tunnel", "underpass", "cave", "mine"),
    "street": ("street", "city", "alley", "town", "avenue", "downtown", "square", "market", "lane"),
    "sea": ("sea", "ocean", "beach", "coast", "shore", "harbour", "harbor", "bay", "pier", "lake"),
    "river": ("river", "stream", "canal", "creek", "brook"),
    "mountains": ("mountain", "mountains", "alps", "peak", "peaks", "ridge", "summit", "glacier"),
    "forest": ("forest", "wood", "woods", "jungle", "trees", "pines", "grove", "orchard"),
    "desert": ("desert", "dune", "dunes", "sand", "wasteland", "mars"),
    "road": ("road", "highway", "path", "track", "motorway", "trail", "lane"),
    "bridge": ("bridge", "viaduct", "overpass"),
    "house": ("house", "cottage", "cabin", "farm", "barn", "village", "church", "castle", "inn",
              "lighthouse", "mansion", "hut", "box"),
    "stairs": ("stairs", "steps", "staircase", "stairway", "zigzag"),
    "snow": ("snow", "snowy", "winter", "ice", "arctic", "blizzard"),
    "roof": ("roof", "rooftop", "terrace", "balcony"),
    "lamp": ("lamp", "lantern", "light", "streetlight", "gaslight", "signal"),
    "pitch": ("pitch", "stadium", "football", "soccer"),
    "fire": ("campfire", "bonfire", "firepit"),
}  # fmt: skip
ROOM: Mapping[str, tuple[str, ...]] = {
    "desk": ("desk", "office", "ledger", "study", "telegraph", "writing"),
    "table": ("table", "kitchen", "dining", "restaurant", "cafe", "café", "diner"),
    "stove": ("stove", "fire", "fireplace", "hearth", "furnace", "oven"),
    "shelves": ("library", "bookshelf", "bookshelves", "shelves", "books", "shop", "archive"),
    "bed": ("bed", "bedroom", "hospital", "ward", "dormitory", "hotel"),
    "console": ("console", "telegraph", "instrument", "instruments", "machine", "engine", "cockpit",
                "levers", "controls", "panel", "laboratory", "lab", "bridge"),
    "screen": ("screen", "monitor", "computer", "television", "tv", "laptop", "screens"),
    "sofa": ("sofa", "couch", "lounge", "living", "armchair", "parlour"),
    "counter": ("bar", "counter", "pub", "saloon", "reception"),
    "pillars": ("hall", "church", "cathedral", "temple", "palace", "museum", "lobby", "columns"),
    "stairs": ("stairs", "staircase", "stairwell", "steps", "ladder"),
    "softbox": ("studio", "set", "stage", "backdrop"),
    "lamp": ("lamp", "lantern", "light", "candle", "bulb", "gaslight"),
    "clock": ("clock", "station", "time"),
    "picture": ("painting", "picture", "portrait", "gallery", "poster", "map"),
    "bars": ("cell", "prison", "jail", "cage", "dungeon"),
    "plant": ("plant", "plants", "greenhouse", "fern", "garden"),
    "sink": ("sink", "washbasin", "tap", "taps", "dishes"),
    "fridge": ("fridge", "refrigerator", "freezer"),
    "piano": ("piano", "pianist"),
    "board": ("blackboard", "chalkboard", "whiteboard", "classroom"),
    "bench": ("courtroom", "courthouse", "tribunal"),
    "tunnelled": ("corridor", "hallway", "tunnel", "passage", "subway", "metro", "cave"),
}  # fmt: skip
PROPS: Mapping[str, tuple[str, ...]] = {
    "bell": ("bell", "telegraph", "chime", "gong"),
    "lamp": ("lamp", "lantern", "light", "candle", "torch", "flame", "signal"),
    "book": ("book", "ledger", "diary", "journal", "page", "pages", "bible", "notebook"),
    "letter": ("letter", "note", "envelope", "paper", "photograph", "photo", "map", "card",
               "telegram", "ticket"),
    "wheel": ("clay", "pottery"),
    "bowl": ("bowl", "pot", "vase", "jug", "dish", "basin", "urn", "pitcher"),
    "clock": ("clock", "watch", "pocketwatch", "timer", "dial", "wristwatch"),
    "phone": ("phone", "telephone", "mobile", "smartphone", "screen", "receiver"),
    "cup": ("cup", "mug", "coffee", "tea", "drink"),
    "glass": ("beer", "pint", "tumbler", "whisky", "whiskey", "wine", "champagne", "lemonade",
              "juice", "goblet", "cocktail", "gin", "rum"),
    "bottle": ("bottle", "perfume", "flask", "vial", "potion", "jar"),
    "key": ("key", "keys", "keyhole", "lock"),
    "flag": ("flag", "flags", "pennant"),
    "knife": ("knife", "dagger", "sword", "blade"),
    "gun": ("gun", "pistol", "revolver", "rifle", "weapon"),
    "shoe": ("shoe", "shoes", "sneaker", "boots", "boot"),
    "flower": ("flower", "rose", "bouquet", "petals", "lily", "plant"),
    "case": ("suitcase", "box", "chest", "trunk", "package", "parcel", "crate", "bag", "case"),
    "train": ("train", "locomotive", "engine", "carriage", "wagon"),
    "car": ("car", "cars", "taxi", "truck", "van", "lorry", "automobile", "cab", "limousine",
            "sedan", "convertible", "jeep", "coupe", "hatchback", "roadster", "headlights"),
    "boat": ("boat", "ship", "sail", "ferry", "yacht", "vessel"),
    "bird": ("bird", "birds", "gull", "gulls", "crow", "crows", "raven", "dove"),
    "door": ("door", "doorway", "gate", "entrance", "doorknob", "doorhandle", "latch"),
    "radio": ("radio", "wireless", "transistor", "speaker", "loudspeaker", "amplifier"),
    "camera": ("camera", "camcorder"),
    "bicycle": ("bicycle", "bike", "motorbike", "motorcycle", "scooter", "moped"),
    "dog": ("dog", "hound", "puppy", "terrier", "labrador", "spaniel", "collie", "poodle"),
    "wolf": ("wolf", "fox", "coyote", "husky", "shepherd"),
    "cat": ("cat", "kitten", "tomcat", "tabby"),
    "horse": ("horse", "pony", "mare", "stallion", "foal", "donkey", "mule", "gelding"),
    "cow": ("cow", "bull", "ox", "calf"),
    "sheep": ("sheep", "lamb", "goat", "ewe"),
    "pig": ("pig", "boar", "piglet", "hog", "sow"),
    "deer": ("deer", "stag", "doe", "elk", "reindeer", "moose", "antelope"),
    "bear": ("bear", "grizzly", "cub"),
    "lion": ("lion", "lioness", "tiger", "leopard", "panther"),
    "elephant": ("elephant", "mammoth"),
    "dragon": ("dragon", "wyvern"),
    "hand": ("hand", "hands", "fingers", "fingertip", "fingertips", "fist", "finger", "palm",
             "palms", "thumb", "thumbs"),
}  # fmt: skip
WEATHER: Mapping[str, tuple[str, ...]] = {
    "rain": ("rain", "raining", "rainy", "storm", "drizzle", "downpour", "rainswept"),
    "snowfall": ("snow", "snowing", "blizzard", "snowfall", "snowy"),
    "mist": ("mist", "fog", "foggy", "misty", "haze", "smoke", "steam", "vapour"),
    "wind": ("wind", "windy", "gale", "storm"),
}
_CROSSED = (
    r"(?:crosses|folds) (?:his|her|their) arms|(?:arms (?:folded|crossed)|(?:folded|crossed) arms)"
)
SHOOTS = (
    r"draws and (?:fires|shoots)|opens fire|"
    r"(?:fires|shoots)(?= (?:at|back|again|once|twice)\b|\s*$|[.,;!])"
)
"""What somebody does who has a gun; fires that burn and a glance that is shot are none."""
_CALLS = r"(?:phone|telephone|receiver|mobile|smartphone|handset|walkie-talkie)"
_DOING: Sequence[tuple[str, str]] = (
    ("phone", rf"(?:holds?|holding|puts?|press(?:es)?|lifts?|raises?|with|{_CALLS})\s+"
              rf"(?:\w+\s+){{0,3}}?(?:{_CALLS}\s+)?(?:\w+\s+)?(?:to|at|against) "
              rf"(?:his|her|their|one|an|the) ear|"
              rf"(?:is |talks?|talking|speaks?|speaking|listens?|shouts?|whispers?) "
              rf"(?:on|into) (?:a|the|his|her) (?:[\w-]+ ){{0,2}}?{_CALLS}|"
              rf"(?:answers|picks up) (?:a|the|his|her) (?:[\w-]+ ){{0,2}}?{_CALLS}|on the phone"),
    ("tip", r"(?:tips?|doffs?|touches|lifts|raises|adjusts|takes off|removes) (?:his|her|their) "
            r"(?:[\w-]+ )?(?:hat|cap|bowler|stetson|brim)"),
    ("hug", r"hugs?|hugging|embrac(?:es?|ing)|kiss(?:es|ing)?|cuddles?"),
    ("fight", r"fights?|fighting|punch(?:es|ing)?|box(?:es)? with|wrestl(?:es?|ing)|strikes?|hits"),
    ("kick", r"kicks?|kicking"),
    ("jump", r"jumps?|jumping|leaps?|leaping|hops|skips"),
    ("smoke", r"smok(?:es|ing)|puffs? (?:on|at)|"
              r"lights? (?:a|his|her|up a) (?:cigarette|cigar|pipe)"),
    ("strum", r"(?:plays?|playing|strums?|strumming) (?:\w+ ){0,2}?(?:guitar|ukulele|banjo|lute)"),
    ("dance", r"danc(?:es?|ing)|waltz(?:es|ing)?|twirls?|twirling"),
    ("row", r"rows|rowing|paddl(?:es?|ing)"),
    ("kneel", r"(?:falls?|drops?|sinks?) (?:down )?(?:to|on|onto) (?:(?:his|her|their) )?"
              r"knees|hides?|hiding|ducks?|takes? cover"),
    ("lie", r"lies|lying|sleeps?|sleeping|asleep|in bed"),
    ("fall", r"falls?|collapses?|dead|unconscious|faints?"),
    ("stand", r"stands?|standing|stiffens|freezes|does not move|motionless"),
    ("run", r"runs?|running|sprints?|races|flees?|chases?|rush(?:es)?|dash(?:es)?"),
    ("kneel", r"kneels?|kneeling|crouch(?:es)?|crouching|squats?|prays?|stoops?"),
    ("sit", r"sits?|sitting|seated|sat|drives|driving|rides|riding|"
            r"(?:plays?|playing) (?:\w+ ){0,2}?(?:piano|organ|keyboard|harp|cello|drums)"),
    ("call", r"calls?|calling|shouts?|yells?|screams?|hails?|cries|halloa"),
    ("point", rf"points?|pointing|aims?|{SHOOTS}|indicates?|gestur\w+ (?:to|toward|at)"),
    ("wave", r"waves?|waving|raises?|raising|lifts?|hands up|throws?|signals|salutes?|beckons?|"
             r"cheers?|cheering|celebrates?"),
    ("lean", r"leans?|leaning|bends?|bending|peers?|hunch\w*|bows?"),
    ("hold", r"holds?|holding|carr(?:y|ies)|reads?|reading|writes?|writing|examines?|opens?|"
             r"touch(?:es)?|types?|pours?|drinks?|offers?|hands|clutch\w*|grips?|takes?|sips?|puts?|"
             r"wash(?:es|ing)?|scrubs?|wip(?:es|ing)|stirs?|cooks?|chops?|peels?|knits?|sews?|irons"),
    ("walk", r"walks?|walking|march(?:es|ing)?|parades?|strides?|strolls?|"
             r"steps?|enters?|crosses|approach\w*|leaves|climbs?|descends?|comes|goes|exits?|paces|wanders?"),
    ("cover", r"weeps?|sobs?"),
    ("ride", r"pedals?|pedalling|cycles|cycling"),
    ("fold", rf"{_CROSSED}|waits?|watch(?:es)?|listens?"),
)  # fmt: skip


_COVERED = (
    r"\b(?:arms?|sleeves?|hands?|elbow|cloak|forearm)\W+(?:\w+\W+){0,2}?(?:across|over|before)\W+"
    r"(?:(?:his|her|its|their|the)\W+)?(?:face|eyes)\b"
    r"|\b(?:covers?|covering|hides?|hiding|shields?) (?:his|her|its|their|the) (?:face|eyes)\b"
)
_DENIED = r"\b(?:no(?![-\w])|without)\b[^,;.:]*?(?=[,;.:]|\b(?:and|but|with|in|under|over)\b|$)"


def affirmed(text: str) -> str:
    """A text without what it says is not there: of "grey coat, no hat" the coat."""
    return re.sub(_DENIED, " ", text, flags=re.IGNORECASE)


def found(text: str, table: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Which cues of a table a text names, in the order of the text."""
    cues: list[str] = []
    for word in words(text):
        spelled = {word, word.removesuffix("s")}
        for cue, names in table.items():
            if cue not in cues and not spelled.isdisjoint(names):
                cues.append(cue)
    return cues


def doing(text: str) -> str | None:
    """What the text has people do: the first action word in it, as the name of a pose."""
    hit = deed_at(text)
    return hit[1] if hit else None


def deed_at(text: str) -> tuple[int, str] | None:
    """Where in a text its deed stands, and the name of the pose; None where nobody does anything.

    A covered face comes before any verb: it is what the shot is about. So do arms that are crossed.
    """
    folded = text.casefold()
    if covered := re.search(_COVERED, folded):
        warns = says(text, "wave", "waves", "waving", "swing*")
        return covered.start(), "warn" if warns else "cover"
    first: tuple[int, str] | None = None
    for pose, pattern in _DOING:
        hit = re.search(rf"\b(?:{pattern})\b", folded)
        if hit and (first is None or hit.start() < first[0]):
            first = (hit.start(), pose)
    if first and first[1] == "stand" and re.search(_CROSSED, folded):
        return first[0], "fold"
    return first


def says(text: str, *stems: str) -> bool:
    """Whether any of these words (or word beginnings, ending in *) stands in a text."""
    parts = (re.escape(s[:-1]) + r"\w*" if s.endswith("*") else re.escape(s) for s in stems)
    return re.search(rf"\b(?:{'|'.join(parts)})\b", text.casefold()) is not None
