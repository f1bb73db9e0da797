"""The linter's codes: severity, wording and advice of each; docs/authoring.md explains them one by one."""

from dataclasses import dataclass
from typing import Literal

from app.kernel.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake; `{name}` places in message and help are filled where it is found."""

    severity: Literal["error", "warning"]
    message: Bilingual
    help: Bilingual


# code, severity, message zh, message en, help zh, help en
# fmt: off
_FILE = (
    ("E100", "error", "读不了这个文件：{why}", "this file cannot be read: {why}",
     "存成 UTF-8 文本", "save it as UTF-8 text"),
    ("E101", "error", "文件开头有 BOM", "the file begins with a byte order mark",
     "另存为“UTF-8（无 BOM）”", "save it as UTF-8 without BOM"),
    ("E102", "error", "这一行有制表符", "there is a tab in this line", "改用空格", "use spaces"),
    ("E103", "error", "{word} 在 YAML 1.1 里是布尔值，写法有歧义", "{word} is a boolean in YAML 1.1 and ambiguous",
     "布尔值写 true 或 false；要写文字就加引号", "write true or false, or quote it to mean the word"),
    ("E104", "error", "键 {key} 重复（第一次在第 {line} 行）", "duplicate key {key} (first on line {line})",
     "合并或改名", "merge the two or rename one"),
    ("E105", "error", "键 {key} 后面是全角冒号", "a full-width colon stands after the key {key}",
     "改成半角冒号加空格：{key}: …", "use an ASCII colon and a space: {key}: …"),
    ("E106", "error", "不能用锚点、别名和标签：{what}", "anchors, aliases and tags are not allowed: {what}",
     "直接写出内容", "write the value out"),
    ("E107", "error", "YAML 写法有误：{why}", "this is not YAML: {why}",
     "含冒号加空格、# 或引号的文字要加双引号", "double-quote texts with a colon and space, # or quotes"),
    ("E108", "error", "{what} {id} 已经用过（{where}）", "{what} {id} exists already ({where})",
     "换一个编号；编号全局唯一", "choose another id; ids are unique everywhere"),
    ("E109", "error", "{what} {id} 已停用，不能再用", "{what} {id} is retired and may not return",
     "换一个新的编号", "choose a new id"),
    ("E110", "error", "编号 {id} 写法不对", "{id} is not an id",
     "只用小写字母、数字和连字符", "use lower-case letters, digits and hyphens"),
    ("E111", "error", "这个文件应以 schema: {wanted} 开头", "this file must begin with schema: {wanted}",
     "写上 schema: {wanted}", "write schema: {wanted}"),
    ("E112", "error", "缺少 {field}", "{field} is missing", "补上 {field}: …", "add {field}: …"),
    ("E113", "error", "没有 {field} 这一项", "there is no field {field}", "{suggest}", "{suggest}"),
    ("E114", "error", "{field} 的值不对：{why}", "{field} has a wrong value: {why}",
     "改成允许的值", "write one of the values allowed"),
    ("E115", "error", "编号 {id} 和文件名 {name} 不一致", "the id {id} is not the name of the file, {name}",
     "改成 {name}，或给文件改名", "write {name}, or rename the file"),
    ("E116", "error", "这里不该有这个文件", "this file belongs to nothing here", "{suggest}", "{suggest}"),
    ("E120", "error", "没有叫 {name} 的{what}", "there is no {what} {name}", "{suggest}", "{suggest}"),
)
_QUIZ = (
    ("E201", "error", "抽题组 {id} 要 {count} 题，题库里合条件的只有 {pool} 题",
     "draw {id} takes {count} questions but only {pool} fit it",
     "减少 count，或补题", "lower count or write more questions"),
    ("E202", "error", "各抽题组从 {bank} 共要 {count} 题，合条件的一共只有 {pool} 题",
     "the draws take {count} questions of {bank} but only {pool} different ones fit",
     "每题只抽一次：减少 count，或补题", "a question is drawn once: lower a count or write more questions"),
    ("E203", "error", "及格线 {score} 达不到", "the pass mark {score} cannot be reached",
     "及格线是 1 到 100 的百分数", "the pass mark is a percentage from 1 to 100"),
    ("E204", "error", "draw 和 questions 二选一", "a quiz has either draw or questions",
     "抽题写 draw，固定卷写 questions", "write draw for a blueprint, questions for a fixed list"),
    ("E205", "error", "没有 {key} 这个公司数字", "there is no policy value {key}", "{suggest}", "{suggest}"),
    ("E206", "error", "“{number}”是公司规定的数字，不要直接写", "“{number}” is a company number and is not typed",
     "引用 {quote}", "quote {quote}"),
    ("E207", "error", "这道题属于 {trade}，却引用了 {other} 的数字",
     "this question is of trade {trade} but quotes a number of {other}",
     "一道题只用一个行业的数字", "one question keeps to one trade"),
    ("E208", "error", "{{{{ }}}} 里的内容读不懂：{quote}", "this quote cannot be read: {quote}",
     "写成 {{{{ policy.<文件>.<名称> }}}}", "write {{{{ policy.<file>.<name> }}}}"),
    ("E209", "error", "同一卷里题目 {id} 出现两次", "question {id} stands twice in the list",
     "删掉一个", "remove one"),
    ("E214", "error", "答案必须是数字（现在是 {given}）", "answer must be a number (got {given})",
     "answer: 3", "answer: 3"),
    ("E231", "error", "正确选项太少", "too few right choices", "标出正确选项", "mark what is right"),
    ("E232", "error", "正确选项太多", "too many right choices", "只留该对的", "leave only what is right"),
    ("E233", "error", "两处文字相同", "two texts read the same", "改写其中一个", "reword one of them"),
    ("E234", "error", "内容太少", "there are too few parts", "补齐", "add more"),
    ("E235", "error", "一种语言没有可接受的答案", "a language has no accepted answer", "补上", "add one"),
    ("E236", "error", "答案里没有文字", "an accepted answer has no letters", "改掉", "change it"),
    ("E237", "error", "误差范围太大", "the tolerance is too large", "改小", "make it smaller"),
    ("E238", "error", "没有这个分类", "there is no such bucket", "改成已有的分类", "name an existing bucket"),
)
_LESSON = (
    ("E300", "error", "文件要以 --- 包住的说明开头", "a lesson begins with front matter between --- lines",
     "第一行写 ---，说明写完再写一行 ---", "write --- on line 1 and again after the last field"),
    ("E301", "error", "/// {block} 没有结束", "/// {block} is not closed",
     "在它的末尾单独写一行 ///", "end it with a line of its own: ///"),
    ("E302", "error", "没有 /// {block} 这种块", "there is no block /// {block}", "{suggest}", "{suggest}"),
    ("E303", "error", "这个 /// 没有对应的开头", "this /// closes nothing",
     "删掉，或在前面写 /// check | 问题", "remove it, or open a block before it"),
    ("E304", "error", "自测题缺少 id", "this check has no id",
     "下一行写四个空格和 id: 课名-c1", "write four spaces and id: lesson-c1 on the next line"),
    ("E305", "error", "自测题要正好一个 [x]，现有 {found} 个", "a check has exactly one [x], found {found}",
     "正确的写 [x]，其余写 [ ]", "mark the right one [x], the others [ ]"),
    ("E306", "error", "块里的这一行读不懂", "this line of the block cannot be read", "{form}", "{form}"),
    ("E307", "error", "选项编号 {id} 重复", "choice id {id} stands twice", "换一个编号", "choose another id"),
    ("E308", "error", "选项 {id} 没有讲理由", "choice {id} has no reason",
     "在选项后写 => 理由", "write => and the reason after the choice"),
    ("E309", "error", "链接 {target} 打不开", "the link {target} leads nowhere", "{suggest}", "{suggest}"),
    ("E310", "error", "没有 #{anchor} 这一节", "there is no section #{anchor}", "{suggest}", "{suggest}"),
    ("E311", "error", "没有 {target} 这个文件", "there is no file {target}",
     "图片放在课程的 media 文件夹里", "pictures stand in the course's media folder"),
    ("E312", "error", "图片没有替代文字", "this picture has no alternative text",
     "写成 ![图上有什么](…)", "write ![what it shows](…)"),
    ("E313", "error", "标题从 {before} 级跳到 {after} 级", "the heading jumps from level {before} to {after}",
     "课名是一级；正文用 ##，其下用 ###", "the title is level 1; use ## and below it ###"),
    ("E314", "error", "没有 {key} 这个公司数字", "there is no policy value {key}", "{suggest}", "{suggest}"),
    ("E315", "error", "“{number}”是公司规定的数字，不要直接写", "“{number}” is a company number and is not typed",
     "引用 {quote}", "quote {quote}"),
    ("E316", "error", "标题里不能引用公司数字", "a heading may not quote a policy", "移到正文", "move it to the text"),
    ("E317", "error", "标题没有锚点", "this heading has no anchor",
     "在标题后写 {{#short-name}}", "write {{#short-name}} after it"),
    ("E318", "error", "锚点 {anchor} 重复", "the anchor {anchor} stands twice", "换一个", "choose another"),
    ("E319", "error", "课文里不能写 HTML：{tag}", "lessons hold no HTML: {tag}",
     "用 Markdown；要显示尖括号就写成代码", "use Markdown; set angle brackets as code"),
    ("E320", "error", "选项 {id} 和 {other} 的文字相同", "choice {id} reads the same as {other}",
     "改写其中一个", "reword one of them"),
    ("E321", "error", "{{{{ }}}} 里的内容读不懂：{quote}", "this quote cannot be read: {quote}",
     "写成 {{{{ policy.<文件>.<名称> }}}}", "write {{{{ policy.<file>.<name> }}}}"),
)
_COURSE = (
    ("E501", "error", "先修关系成环：{path}", "the prerequisites run in a circle: {path}",
     "去掉其中一条", "remove one of them"),
    ("E502", "error", "先修课程 {name} 不存在", "the required course {name} does not exist",
     "{suggest}", "{suggest}"),
    ("E503", "warning", "目标 {id} 没有题目考查", "no question examines the objective {id}",
     "补一道 objective: {id} 的题", "write a question with objective: {id}"),
    ("E504", "error", "课 {id} 没有文件", "the lesson {id} has no file",
     "写 lessons/{id}.zh.md 和 {id}.en.md", "write lessons/{id}.zh.md and {id}.en.md"),
    ("E505", "error", "课 {id} 没有列在 course.yaml 里", "the lesson {id} is not listed in course.yaml",
     "加到 lessons: 里", "add it to lessons:"),
    ("E506", "error", "课程 {id} 没有列在 catalogue.yaml 里", "the course {id} is not listed in catalogue.yaml",
     "加到它所属的类别下", "add it to its family"),
    ("E507", "error", "阶段 {id} 的天数不对：{why}", "the days of stage {id} are wrong: {why}",
     "写成 days: [1, 3]，后面的阶段不早于前面的", "write days: [1, 3], later stages not before earlier ones"),
    ("E508", "error", "等级 {id} 要求的 {name} 不在它之下", "level {id} requires {name}, which is not below it",
     "只能要求排在前面的等级", "require only levels listed before it"),
    ("E509", "error", "目录里的类别和课程写的类别不同（{family}）",
     "the catalogue puts this course under another family than it names ({family})",
     "两处写成一样", "name the same family in both"),
    ("E510", "error", "等级 {id} 要 {count} 次 {grade} 级以上的情景对练，现有 {there} 个情景",
     "level {id} wants {count} role-plays of grade {grade} or above but there are {there}",
     "减少 distinct，或补写情景", "lower distinct or write more scenarios"),
)
_LANGUAGE = (
    ("W601", "error", "缺少{lang}", "{lang} is missing", "补上译文", "add the translation"),
    ("W602", "warning", "两种语言一模一样", "both languages are the same", "译出来", "translate it"),
    ("W603", "warning", "中文改过，英文还没跟上", "the Chinese has changed since the English was written",
     "改英文；若无须改，运行 aftercare check --accept-translations",
     "revise the English, or accept it with aftercare check --accept-translations"),
    ("W604", "error", "两种语言的自测题不一致：{what}", "the checks of the two languages differ: {what}",
     "题号、选项编号、顺序和答案要相同", "ids, choices, their order and the key must be the same"),
    ("W605", "error", "两种语言的章节不一致：{what}", "the sections of the two languages differ: {what}",
     "锚点和顺序要相同", "anchors and their order must be the same"),
    ("W606", "warning", "两种语言的数字不一致：{what}", "the numbers of the two languages differ: {what}",
     "核对这个数字", "check the number"),
    ("W607", "error", "两种语言的 {field} 不一致", "{field} differs between the languages",
     "两个文件写成一样", "write the same in both files"),
    ("W608", "error", "两种语言引用的公司数字不一致：{what}", "the two languages quote different policies: {what}",
     "两种语言引用同样的数字", "quote the same values in both languages"),
)
_PUBLISHED = (
    ("E701", "error", "题目 {id} 已发布，题型不能从 {before} 改成 {after}",
     "question {id} is published and cannot turn from {before} into {after}",
     "换一个新编号", "give it a new id"),
    ("E702", "error", "题目 {id} 已发布，选项不能增减（{what}）",
     "question {id} is published and its choice ids cannot change ({what})",
     "换一个新编号", "give it a new id"),
    ("E703", "warning", "题目 {id} 的答案或分值变了，已有 {count} 次作答",
     "the key or points of question {id} change; attempts that answered it: {count}",
     "发布后按页面提示决定是否重新评分", "decide about regrading when you publish"),
    ("E704", "error", "自测题 {id} 已发布，选项不能增减（{what}）",
     "check {id} is published and its choice ids cannot change ({what})",
     "换一个新编号", "give it a new id"),
)
# fmt: on

CODES: dict[str, Code] = {
    code: Code(severity, Bilingual(zh, en), Bilingual(help_zh, help_en))  # type: ignore[arg-type]
    for code, severity, zh, en, help_zh, help_en in (*_FILE, *_QUIZ, *_LESSON, *_COURSE, *_LANGUAGE, *_PUBLISHED)
}
