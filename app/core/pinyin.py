"""How Chinese characters are read aloud, without tones, as people type them. Pure: pypinyin supplies the table."""

from __future__ import annotations

import unicodedata
from functools import cache

MOST_READINGS = 8  # ways of reading one run of characters
MOST_SYLLABLES = 240  # of all readings of one run together
MOST_INITIALS = 12  # letters of a typed word that may be initials
MOST_SPELLINGS = 16  # ways of dividing one typed word into syllables

# Readings a person may type, the usual one first. The dictionary's further readings are archaic and would only find
# strangers; where its first reading is not the usual one, or a surname or place is read differently, it stands here.
_COMMON = """
阿a,e 柏bai,bo 膀bang,pang 磅bang,pang 蚌bang,beng 剥bo,bao 薄bo,bao 堡bao,pu 曝bao,pu 贲ben 泌mi,bi 秘mi,bi
便bian,pian 槟bin,bing 屏ping,bing 玢bin,fen 泊bo,po 卜bu,bo 埔pu,bu 参can,shen 藏cang,zang 曾zeng,ceng 差cha,chai
刹cha,sha 禅chan,shan 长chang,zhang 裳shang,chang 朝chao,zhao 晟sheng,cheng 匙chi,shi 郗xi,chi 重zhong,chong
仇qiu,chou 畜xu,chu 褚chu,zhu 幢zhuang,chuang 椎zhui,chui 伺si,ci 枞zong,cong 攒zan,cuan 沓ta,da 单dan,shan 弹dan,tan
澹dan,tan 翟zhai,di 调tiao,diao 侗dong,tong 峒dong,tong 都du,dou 囤tun,dun 恶e,wu 嗯en 番fan,pan 繁fan,po 佛fo
否fou,pi 脯fu,pu 宓mi,fu 伽jia,qie,ga 咖ka,ga 轧zha,ya,ga 扛kang,gang 镐gao,hao 葛ge 给gei,ji 句ju,gou 枸gou,ju
鹄hu,gu 莞guan,wan 龟gui,qiu,jun 炅jiong,gui 桧hui,gui 涡wo,guo 虾xia,ha 还hai,huan 行xing,hang 貉he,hao 吓xia,he
浒hu,xu 会hui,kuai 郇xun,huan 稽ji,qi 缉ji,qi 祭ji,zhai 茄qie,jia 降jiang,xiang 觉jue,jiao 嚼jiao,jue 桔ju,jie
颉jie,xie 劲jin,jing 靓liang,jing 咀ju,zui 瞿qu,ju 圈quan,juan 隽jun,juan 浚jun,xun 卡ka,qia 壳ke,qiao 隗wei,kui
烙lao,luo 姥lao,mu 乐le,yue 勒le,lei 肋lei,le 了le,liao 六liu,lu 率lv,shuai 漯luo,ta 蔓man,wan 埋mai,man 脉mai,mo
没mei,mo 缪miao,mou,miu 乜nie,mie 模mo,mu 抹mo,ma 牟mou,mu 那na 娜na,nuo 呢ne,ni 粘zhan,nian 辗zhan,nian 弄nong,long
哦o,e 耙pa,ba 胖pang 炮pao,bao 骠piao,biao 瀑pu,bao 陂pi,bei,po 栖qi,xi 郄qie,xi 纤xian,qian 铅qian,yan 茜qian,xi
覃tan,qin 炔que 塞sai,se 厦xia,sha 杉shan,sha 召zhao,shao 歙she,xi 莘shen,xin 谌chen,shen 什shi,shen 峙zhi,shi 似si
谁shui,shei 俟si,qi 宿su,xiu 拓tuo,ta 圩wei,xu 尉wei,yu 蔚wei,yu 挝wo,zhua 喔wo 荥xing,ying 削xiao,xue 血xue,xie
咽yan,ye 钥yao,yue 扎zha,za 爪zhua,zhao 着zhe,zhao,zhuo 这zhe,zhei 著zhu,zhuo 吕lv,lu,lyu
"""
# Read so at the beginning of a name only: elsewhere these are everyday characters.
_FIRST = """
万wan,mo 区qu,ou 解jie,xie 查cha,zha 盖gai,ge 朴pu,piao 员yuan,yun 种zhong,chong 折zhe,she 黑hei,he 能neng,nai
单dan,shan,chan 乐le,yue,lao 费fei,bi 盛sheng,cheng 强qiang,jiang 合he,ge 洗xi,xian 大da,dai 车che,ju
"""


def _plain(reading: str) -> str:
    """`lǜ` as it is typed: `lv`."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def _typed(readings: list[str]) -> tuple[str, ...]:
    """`lv` is typed `lu` as well."""
    return tuple(dict.fromkeys(way for reading in readings for way in (reading, reading.replace("v", "u"))))


def _listed(entries: str) -> dict[str, tuple[str, ...]]:
    return {entry[0]: _typed(entry[1:].split(",")) for entry in entries.split()}


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    # Imported when first needed: it reads two dictionaries, a third of a second and tens of megabytes.
    from pypinyin.constants import PINYIN_DICT

    table = {chr(code): _typed([_plain(readings.split(",")[0])]) for code, readings in PINYIN_DICT.items()}
    table.update(_listed(_COMMON))
    return {character: ways for character, ways in table.items() if set("aeiouv").intersection(ways[0])}


@cache
def _first_readings() -> dict[str, tuple[str, ...]]:
    return _listed(_FIRST)


@cache
def _syllables() -> frozenset[str]:
    tables = (_readings(), _first_readings())
    return frozenset(way for table in tables for ways in table.values() for way in ways)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(syllable[:end] for syllable in _syllables() for end in range(1, len(syllable) + 1))


def _ways(spoken: list[tuple[str, ...]]) -> list[list[str]]:
    """Every combination of the readings while they are few; after that the usual reading of what follows."""
    limit = min(MOST_READINGS, MOST_SYLLABLES // len(spoken))
    ways = [[readings[0] for readings in spoken]]
    for at, readings in enumerate(spoken):
        if 1 < len(readings) <= limit // len(ways):
            ways = [[*way[:at], reading, *way[at + 1 :]] for way in ways for reading in readings]
    return ways


def readings_of(characters: str) -> list[list[str]]:
    """The ways to read a run of Chinese characters, each a list of syllables; the first may be a surname.

    At most `MOST_READINGS`, and fewer for a run so long that they would exceed `MOST_SYLLABLES` together.
    Every character must be readable.
    """
    table = _readings()
    spoken = [table[character] for character in characters]
    spoken[0] = _first_readings().get(characters[0], spoken[0])
    return _ways(spoken)


def is_readable(character: str) -> bool:
    return character in _readings()


def initials_possible(word: str) -> bool:
    """Whether each letter can begin a syllable (`i`, `u` and `v` cannot) and `word` is short enough to be typed so."""
    return len(word) <= MOST_INITIALS and _beginnings().issuperset(word)


def spellings(word: str) -> list[list[str]]:
    """The ways to divide `word` into two or more syllables, of which the last may be unfinished, longest first.

    `xian` is xi+an (and, undivided, xian); `huaw` is hua+w. At most `MOST_SPELLINGS`.
    """
    syllables, beginnings, end = _syllables(), _beginnings(), len(word)
    steps: dict[int, list[int]] = {}
    for start in reversed(range(end)):
        stops = [stop for stop in range(min(end, start + 6), start, -1) if word[start:stop] in syllables]
        steps[start] = [stop for stop in stops if stop < end and steps[stop]]
        if word[start:] in beginnings:
            steps[start].insert(0, end)
    found: list[list[str]] = []
    waiting: list[tuple[int, list[str]]] = [(0, [])]
    while waiting and len(found) < MOST_SPELLINGS:
        start, parts = waiting.pop()
        if start == end and len(parts) > 1:
            found.append(parts)
        for stop in reversed(steps.get(start, [])):
            waiting.append((stop, [*parts, word[start:stop]]))
    return found


def syllables_of(character: str) -> tuple[str, ...]:
    """The readings of one Chinese character, the usual one first; () if it is none."""
    return _readings().get(character, ())
