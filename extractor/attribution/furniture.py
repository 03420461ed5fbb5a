"""What stands on a report's pages and states nothing: rating scales, disclaimers, imprints, and text that gives readers orders."""

import re
from collections.abc import Iterator

_RATINGS = r"买入|强烈推荐|推荐|增持|谨慎增持|审慎增持|中性|持有|减持|卖出|回避|看好|看淡|优于大市|强于大市|同步大市|弱于大市|跑赢行业|跑输行业"
_LINES = re.compile(
    r"^(?:"
    rf"(?:{_RATINGS})[^。\n]{{0,8}}[:|][^\n]*(?:指数|基准|大盘|个月|相对[涨跌]幅)[^\n]*"
    r"|[^\n]{0,60}(?:免责声明|请务必阅读|版权所有|评级说明|评级标准|评级定义|执业证书|分析师声明|法律声明|客户服务热线)[^\n]{0,60}"
    r"|(?:预期|相对|相较)[^\n]{0,16}(?:市场|基准|指数|大盘|行业)[^\n]{0,12}[-+]?\d{1,2}%[^\n]{0,16}(?:以上|以下|之间)[^\n]{0,8}"
    r"|(?:\d{1,2}[.、)]|\[\d{1,2}\])?[^\n《]{0,12}《[^》\n]{4,90}》[^\n《]{0,12}20\d\d[-./年]\d{1,2}[^\n]{0,8}"
    r"|[^\n]{0,40}相对[^\n]{0,14}(?:指数|市场|大盘|基准)[^\n]{0,16}(?:涨幅|升幅|跌幅|涨跌幅|表现)[^\n]{0,40}"
    r"|[^\n]{0,20}(?:电话|传真|邮箱|邮编|Tel|E-mail|SAC)[:. ][^\n]{0,60}"
    r")$",
    re.MULTILINE,
)
_ANYWHERE = re.compile(
    r"(?:(?:免责|法律|重要|分析师|特别)声明|(?:行业|投资|公司|股票)?评级(?:标准|说明|定义|体系))[:：][^\n]*"
    r"|[^\n。;]{0,20}评级分布[^\n]*"
    r"|[^\n。;,]{0,40}(?:许可证号|客服热线|邮编:|传真:)[^\n。;]{0,80}"
)
_LONGEST = 600
_ORDER = re.compile(
    r"(?:忽略|无视|不要理会|跳过)[^。\n;]{0,12}(?:指令|指示|提示|要求|规则|内容)"
    r"|[Ii]gnore[^。\n;]{0,24}(?:instructions?|prompts?)|[Dd]isregard[^。\n;]{0,24}(?:instructions?|prompts?)"
    r"|(?:请|务必|必须|现在)(?:将|把)[^。\n;]{2,40}(?:写成|改成|改为|输出|填写?为|记为)"
    r"|(?:将|把)[^。\n;,]{2,20}(?:写成|改成|记为|填写?为)(?:[\d负]|约)"
    r"|(?:作为|你是|如果你是|你现在是)[^。\n;]{0,12}(?:AI|人工智能|语言模型|助手|录入员|机器人)"
    r"|(?:AI|智能)助手(?:们|,)?请|系统(?:提示|指令|消息)[】\]:]|以下数据为最终更正|不要提及本|请(?:按此|以此|据此)(?:输出|为准|填写)"
    r"|新的任务:|(?:在|向)(?:结果|输出|答案)中加入"
    r"|(?:^|[\s\-】>])(?:system|assistant|SYSTEM) ?:|\"role\" ?:|END OF (?:REPORT|DOCUMENT|TEXT)"
    r"|</?(?:report|document|text|article|system|user|assistant|instructions?)>",
    re.MULTILINE,
)
_BREAK = re.compile(r"[。\n;]")
_REACH = 200


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of folded text whose figures are no facts. An order spoils what follows it to the end of its line."""
    for match in _ORDER.finditer(text):
        low = max(0, match.start() - _REACH)
        before = [found.end() for found in _BREAK.finditer(text, low, match.start())]
        line = text.find("\n", match.end(), match.end() + _REACH)
        yield before[-1] if before else low, line if line >= 0 else min(len(text), match.end() + _REACH)
    for pattern in (_LINES, _ANYWHERE):
        for match in pattern.finditer(text):
            if match.end() - match.start() <= _LONGEST:
                yield match.span()
