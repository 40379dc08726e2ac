"""Names of people, Chinese ones with their pinyin."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from app.customers.enums import Gender

# By frequency, then rarer ones whose reading as a surname is a trap (单 shan, 仇 qiu), then double ones.
SURNAMES = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he "
    "林lin 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 邓deng 冯feng 曹cao 彭peng 曾zeng 肖xiao "
    "田tian 董dong 潘pan 袁yuan 蔡cai 蒋jiang 余yu 于yu 杜du 叶ye 程cheng 魏wei 苏su 吕lü 丁ding 任ren 卢lu 姚yao "
    "沈shen 钟zhong 姜jiang 崔cui 谭tan 陆lu 范fan 汪wang 廖liao 石shi 金jin 韦wei 贾jia 夏xia 傅fu 方fang 邹zou "
    "熊xiong 白bai 孟meng 秦qin 单shan 仇qiu 解xie 区ou 查zha 盖ge 乐yue 欧阳ouyang 上官shangguan 诸葛zhuge "
    "司徒situ"
)
MALE = (
    "伟wei 强qiang 磊lei 军jun 勇yong 杰jie 涛tao 明ming 超chao 刚gang 平ping 辉hui 鹏peng 华hua 飞fei 鑫xin 波bo "
    "斌bin 宇yu 浩hao 凯kai 健jian 俊jun 帆fan 博bo 睿rui 航hang 轩xuan 志zhi 建jian 国guo 文wen 海hai 东dong "
    "思si 子zi 一yi 嘉jia 泽ze 晨chen 天tian 振zhen 立li 永yong 宏hong"
)
FEMALE = (
    "芳fang 娜na 敏min 静jing 丽li 艳yan 娟juan 霞xia 秀xiu 燕yan 玲ling 洁jie 莉li 颖ying 倩qian 婷ting 雪xue "
    "琳lin 慧hui 莹ying 佳jia 欣xin 悦yue 怡yi 梦meng 雨yu 晓xiao 思si 子zi 一yi 诗shi 语yu 涵han 萱xuan 琪qi "
    "瑶yao 丹dan 红hong 梅mei 云yun 兰lan 英ying 淑shu 美mei 春chun"
)
WESTERN = {
    "US": (
        "Emma Olivia Ava Grace Hannah",
        "James Liam Noah Ethan Mason",
        "Carter Brooks Hayes Reed Foster Bennett Cole",
    ),
    "GB": (
        "Alice Poppy Isla Freya Daisy",
        "Oliver Harry Alfie Oscar Hugh",
        "Ashby Thorne Wickham Hartley Penrose Lyle",
    ),
    "DE": ("Anna Lena Marie Greta Ida", "Felix Jonas Paul Lukas Emil", "Vogel Brandt Lorenz Seidel Kuhn Albrecht"),
    "FR": (
        "Camille Louise Jeanne Manon Inès",
        "Jules Louis Hugo Arthur Théo",
        "Moreau Lefèvre Garnier Chevalier Roussel",
    ),
    "AU": (
        "Charlotte Mia Zoe Ruby Matilda",
        "Jack Lachlan Cooper Archie Flynn",
        "Walker Nolan Kerr Doyle Sutton Barlow",
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A name as it is written, the Latin letters for an address (`zhangwei`), and the gender."""

    name: str
    latin: str
    gender: Gender


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """`张zhang 欧阳ouyang` → (("张", "zhang"), ("欧阳", "ouyang"))."""
    words = []
    for word in text.split():
        characters = "".join(letter for letter in word if letter >= "一")
        words.append((characters, word.removeprefix(characters)))
    return tuple(words)


_SURNAMES = _pairs(SURNAMES)
_SURNAME_WEIGHTS = tuple(accumulate(1 / (rank + 4) for rank in range(len(_SURNAMES))))  # Zipf, flattened at the top
_GIVEN = {Gender.MALE: _pairs(MALE), Gender.FEMALE: _pairs(FEMALE)}
_GENDERS = (Gender.FEMALE, Gender.MALE)


def chinese_person(rng: Random) -> Person:
    """Surname first; two of three have a given name of two characters."""
    gender = rng.choice(_GENDERS)
    parts = [rng.choices(_SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]]
    parts += [rng.choice(_GIVEN[gender]) for _ in range(1 if rng.random() < 0.34 else 2)]
    latin = "".join(reading for _, reading in parts).replace("ü", "v")
    return Person("".join(characters for characters, _ in parts), latin, gender)


def western_person(rng: Random, country: str) -> Person:
    """Given name first; `country` is one of `WESTERN`."""
    gender = rng.choice(_GENDERS)
    women, men, families = WESTERN[country]
    given = rng.choice((women if gender is Gender.FEMALE else men).split())
    family = rng.choice(families.split())
    latin = f"{given}.{family}".lower().translate(str.maketrans("èéê", "eee"))
    return Person(f"{given} {family}", latin, gender)
