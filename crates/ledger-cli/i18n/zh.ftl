### 所有答复、说明、报错的中文。与 en.ftl 逐条对应。

## 标签

label-error = 错误:
label-hint = 提示:
label-warning = 注意:
label-findings = 发现:
comma = 、
confirm-choices = （输入 y 或“是”确认，回车不做）

## 程序自身出错

internal = 程序自身出了错（{ $why }）
io = { $kind ->
        [not-found] 找不到
        [denied] 系统不允许
        [read-only] 磁盘只读
        [full] 磁盘已满
        [too-large] 文件太大，这块磁盘放不下
        [folder] 是文件夹，不是文件
        [no-folder] 路径中有一段不是文件夹
        [there] 已经存在
        [in-use] 别的程序正在使用
        [name] 名字太长，或有这块磁盘不支持的字
        [short] 没有读完就到了头
        [late] 等了很久没有回应
        [disk] 磁盘或U盘读写出错（{ $why }）
        [loop] 链接绕成了圈
       *[other] 系统报错（{ $why }）
    }
typed-control = { $field }里有制表符、换行或别的控制字符：第 { $at } 个字，{ $code }
panic = 程序出了不该出的错，已停止（{ $what }）
    .place = 位置：{ $place }，版本 { $version }
    .hint = 已确认的分录都在流水里，不会丢；可用 `wenming 审计` 核对。请把上面两行和刚才输入的命令告诉维护人员

## 文件、时钟、经办人

file-not-found = 找不到 `{ $path }`
    .hint = 请核对文件名和所在文件夹；名字里有空格的要加引号
folder-not-found = `{ $path }` 所在的文件夹 `{ $folder }` 不存在
    .hint = 请核对名字，或先建好它；名字里有空格的要加引号
file-denied = 无法读写 `{ $path }`：系统不允许
    .hint = 请看是否被别的程序打开、磁盘是否只读、文件是否归别的用户
disk-full = 无法写入 `{ $path }`：磁盘已满
    .hint = 腾出空间后再试；已确认的分录不会丢
file-failed = 无法读写 `{ $path }`：{ $why }
    .hint = 请检查磁盘或U盘后再试
clock-unreadable = 电脑时钟的时间无法用来记账
    .hint = 请先校准电脑时钟，再试一次
operator-missing = 没有说明由谁经办
    .hint = 请写明经办人：`wenming --as 经办人 …`，或设置环境变量 WENMING_AS
man-written = 手册页已写到 `{ $dir }`

## 命令写错

misuse-missing = 没有写 { $missing }
misuse-unknown = 这里没有 `{ $arg }` 这个选项
misuse-no-value = `{ $arg }` 后面缺少内容
misuse-value = `{ $arg }` 不能是 `{ $value }`
misuse-command = 没有 `{ $name }` 这个命令
misuse-no-command = 没有写命令
misuse-repeated = `{ $arg }` 写了两次
misuse-conflict = `{ $arg }` 不能和 { $others } 一起用
misuse-suggestion = 是不是想写 `{ $name }`？
misuse-choices = 可选：{ $names }
misuse-commands = 可用的命令：{ $names }
misuse-usage = 用法：{ $usage }
misuse-help = 详细说明：`{ $command } --help`

## 内容为何读不懂

name-check-character = `{ $text }` 写错了：校验位对不上，请与存折核对
name-branch = 分行代码由 2 至 8 个大写字母或数字组成，如 `LC01`
name-account = 账号形如 `LC01-000123-Q`
name-operator = 经办人代号由 2 至 32 个小写字母、数字或 `.`、`_`、`-` 组成，以字母开头，如 `clerk01`
name-request = 请求号由 1 至 64 个字母、数字或 `.`、`_`、`:`、`#`、`-` 组成
name-entry = 分录号形如 `LC01:41`，可用 `wenming 对账单 账号` 查到
name-household = 户号由 1 至 32 个文字、数字或短横组成，中间没有空格，如 `二组-017`
name-currency = 积分种类代码由 1 至 8 个大写字母或数字组成，以字母开头，如 `JF`
name-rule = 事项代码由 1 至 12 个大写字母、数字或 `-` 组成，如 `H07`；可用 `wenming 细则 查看` 列出
name-pick-up-code = 核销码是十二位字母和数字，如 `7K3M-9QTX-2BHD`，其中没有 0、1、I、O
name-offer = 兑换项目代码由 1 至 12 个大写字母、数字或 `-` 组成，如 `RICE-5`；可用 `wenming 兑换项目 列表` 列出
name-hash = 哈希值是 64 位小写十六进制数字
name-origin = 银行标识由小写字母、数字和 `.`、`/`、`_`、`-` 组成，须含一个点，如 `wenming.example/lucheng`
amount-unreadable = `{ $text }` 不是普通写法的数字，请写成 `5` 或 `1.5` 这样
amount-too-precise = `{ $text }` 的小数超过 { $decimals } 位
amount-too-large = `{ $text }` 太大，应是笔误；最多 { $most }
amount-not-positive = `{ $text }` 不大于零
day-unreadable = 日期请写成 `2026-03-19`，时间写成 `2026-03-19T10:00:00+08:00`
offset-unreadable = 请写成 `+08:00`
rows-unreadable = 请写整数，从 1 到 { $most }
month-unreadable = 月份请写成 `2026-03`
limit-unreadable = 请写成 `2次/月`；期间可用日、月、年、终身
correction-to-nothing = 更正后总要剩一些；若什么也没做，就是异议成立：`--uphold`
key-unreadable = 公钥是 44 个字符的 base64 文本，用 `wenming 经办人 造密钥 clerk01` 造密钥时会显示；密钥文件里的是私钥，不能给任何人

## 用语

role-clerk = 经办员
role-verifier = 核实员
role-manager = 主管
role-auditor = 审计员
holder-household = 户
holder-person = 个人
holder-team = 队伍
holder-merchant = 商户
holder-pool = 公益池
offer-kind-goods = 商品
offer-kind-service = 服务
status-open = 正常
status-frozen = 已冻结
status-closed = 已销户
rule-kind-earn = 加分
rule-kind-deduct = 扣分
rule-kind-clause = 说明
private-id-card = 身份证号
private-phone = 手机号
private-bank-card = 银行卡号
field-name = 名称
field-title = 项目名称
field-reason = 原因
field-evidence = 佐证
field-note = 备注
field-files = 佐证文件
field-witnesses = 证明人
field-household-number = 户号
field-other = 文字（{ $field }）
event-founded = 建行
event-branch-chartered = 批准设立分行
event-branch-opened = 分行开设
event-operator-enrolled = 经办人登记
event-operator-retired = 经办人注销
event-branch-key-set = 设分行密钥
event-rulebook-adopted = 启用细则
event-account-opened = 开户
event-account-closed = 销户
event-account-frozen = 冻结
event-account-unfrozen = 解冻
event-brought-forward = 期初结余
event-deposited = 存入
event-deducted = 扣减
event-offer-listed = 项目上架
event-offer-withdrawn = 项目下架
event-redeemed = 兑换
event-transferred = 转赠
event-reversed = 冲正
event-sent = 送往外村
event-received = 外村送来
event-declined = 外村送来未收
event-arrived = 外村已收
event-sent-back = 外村未收退回
event-clearing-netted = 清算轧差
event-clearing-settled = 清算结清
event-member-joined = 入户
event-member-left = 出户
event-divided = 分户划转
event-expired = 到期
event-offer-paused = 项目暂停
event-offer-resumed = 项目恢复
event-stock-changed = 库存变动
event-reserved = 预留
event-collected = 核销
event-reservation-cancelled = 撤单
event-reservation-released = 预留到期退回
event-returned = 退货
points-are-one = { $points }分
points-are-many = { $points }分
points-one = { $points }分
points-many = { $points }分
times = { $n }次
households = { $n }户
hours = { $hours }小时
minutes = { $minutes }分钟
days = { $n }天
span-seconds = { $n }秒
span-minutes = { $n }分钟
span-hours = { $n }小时
cap-event = 每次{ $limit }
cap-day = 每日{ $limit }
cap-month = 每月{ $limit }
cap-year = 每年{ $limit }
cap-life = 终身{ $limit }
cap-group-day = 每组每日{ $limit }
cap-group-month = 每组每月{ $limit }
cap-group-year = 每组每年{ $limit }
cap-group-life = 每组总共{ $limit }
cap-late = 须在{ $days }内登记
cap-fund = 以基金为限
review-verify = 核实{ $n }人
review-panel = 评议
review-notice = 公示{ $n }天
expires-never = 永不过期
expires-months = 入账后{ $n }个月
expires-half-year = 每半年末
expires-year-end = 每年年底
spend-with = 每 1 分 { $currency } 至多配 { $share } 分
bounds-from = 不低于 { $points }
bounds-to = 不高于 { $points }
placeholder-account = 账号
placeholder-clerk = 经办员
placeholder-manager = 主管

## 拒绝：请求

refusal-request-reused = 请求号 `{ $request }` 已由分录 `{ $entry }` 办结，而那次要办的内容与这次不同
    .hint = 请换一个 `--request`，或不写{ $case ->
        [claim] ；若要撤回那一份申报：`wenming --as 核实员 申报 驳回 { $entry } --reason 原因`
        [reservation] ；若要退还积分：`wenming 撤单 { $entry } --reason 原因`
        [collected] ；若要退货：`wenming --as 主管 退货 { $entry } 1 --reason 原因`
        [moved] ；若要撤销那一笔：`wenming --as 主管 冲正 { $entry } --reason 原因`
       *[other] {""}
    }
refusal-clock-behind = 电脑时钟比该分行最后一笔分录慢 { $span }
    .hint = 请校准时钟后再试；若时钟没错，加 `--accept-clock`，本笔按最后一笔的时间记
refusal-clock-ahead = 电脑时钟比该分行最后一笔分录快 { $span }
    .hint = 请核对时钟；若时钟没错，只是这段时间没有记账，加 `--accept-clock`

## 拒绝：银行与分行

refusal-key-reserved = 请求号 `{ $request }` 以 `twin:` 开头，这是村与村之间答复专用的
    .hint = 请换一个请求号，如 `--request slip-7`
refusal-key-not-twin = 请求号 `{ $request }` 不对：这笔分录只能用 `{ $needed }` 答复
    .hint = 请不要写 `--request`；在途的见 `wenming 清算 查看`
refusal-same-branch = 积分要送往别的村，而 `{ $branch }` 就是账户所在的村
    .hint = 请不要写 `--at`；本村的项目见 `wenming 兑换项目 列表 --branch { $branch }`
refusal-not-under-way = 分录 `{ $entry }` 没有在途的积分
    .hint = 在途的见 `wenming 清算 查看`
refusal-clearing-not-zero = 各村往来合计为 { $sum }（`{ $currency }`），应为 0
    .hint = 请先查清哪里对不上：`wenming 审计`
refusal-nothing-to-net = 各村之间互不相欠
    .hint = 不必再办；查看：`wenming 清算 查看`
refusal-settled-before = 轧差 `{ $netted }` 不晚于 `{ $last }`，后者的 `{ $currency }` 已经结清
    .hint = 不必再办；查看：`wenming 清算 查看`
refusal-not-declined = 分录 `{ $entry }` 送来的积分可以收，不能退
    .hint = 在两个村都登记过的经办人下次办事时自动收下；查看：`wenming 清算 查看`
refusal-wrong-branch = 此事只能在 `{ $needed }` 办理
    .hint = 请加上 `--branch { $needed }` 再试
refusal-branch-exists = 分行 `{ $branch }` 已经有了
    .hint = 请换一个代码；已用的见 `wenming 分行 列表`
refusal-branch-not-open = 分行 `{ $branch }` 尚未开设
    .hint = 已开设的见 `wenming 分行 列表`；由总行主管开设：`wenming --as 主管 分行 开设 { $branch } --name 名称`

## 拒绝：经办人

refusal-unknown-operator = `{ $operator }` 没有在分行 `{ $branch }` 登记
    .hint = 已登记的见 `wenming --branch { $branch } 经办人 列表`；由主管登记：`wenming --as 主管 --branch { $branch } 经办人 登记 { $operator } --role { $enrol }`
refusal-retired-operator = `{ $operator }` 已注销，不能再经办
    .hint = 请用 `--as` 换一位经办人；有哪些人见 `wenming{ $in } 经办人 列表`
refusal-wrong-key = `{ $operator }` 手头的密钥不是登记的那一把
    .hint = 请用 `--keys` 指到存有正确密钥的文件夹；若已丢失，由主管重新登记：`wenming --as 主管{ $in } 经办人 登记 { $operator } --role 角色`
refusal-no-right = `{ $operator }` 是{ $role }，此事须由{ $needed }办理
    .hint = 请{ $needed }用自己的 `--as` 办理；有哪些人见 `wenming{ $in } 经办人 列表`

## 拒绝：填写的文字

refusal-text-too-long = { $field }有 { $length } 个字，最多 { $limit } 个字
    .hint = 请写短些；较长的内容留在纸上，这里写纸质材料的编号
refusal-text-control = { $field }里有看不见的控制字符或换行
    .hint = 请不要粘贴，在一行内重新输入
refusal-text-private = { $field }里像是有{ $number }；写进流水的内容会永久保留
    .hint = 请去掉号码，改写表格或单据的编号，如 `签到表-0319`
text-names-holder = { $field }里有 `{ $account }` 户主或监护人的姓名；写进流水的内容会永久保留
    .hint = 请改写账号或户号，如 `{ $account }`；若只是凑巧同字，请换个说法
number-unfit = { $field }写得不对
    .hint = 请照证件或户册再抄一遍；不知道的就不写
refusal-text-missing = { $field }没有填
    .hint = 请写几个字，让审计的人看得明白
refusal-too-many = { $field }写了 { $given } 个，最多 { $most } 个
    .hint = 请只写最要紧的，其余随纸质材料存档

## 拒绝：账户

refusal-other-branch = 账户 `{ $account }` 属于分行 `{ $home }`，不属于 `{ $branch }`
    .hint = 请加上 `--branch { $home }` 再试
refusal-unknown-account = 没有账户 `{ $account }`
    .hint = 可按姓名或户号查找：`wenming 账户 查找 文字`
refusal-closed-account = 账户 `{ $account }` 已销户
    .hint = 以往明细见 `wenming 对账单 { $account }`；重新开户用 `wenming{ $in } 账户 开户`，沿用原户号的由主管办理
refusal-frozen-account = 账户 `{ $account }` 已冻结，积分不能变动
    .hint = 由主管解冻：`wenming --as 主管 账户 解冻 { $account } --reason 原因`
refusal-not-frozen = 账户 `{ $account }` 没有冻结
    .hint = 查看状态：`wenming 账户 查看 { $account }`
refusal-not-empty = 账户 `{ $account }` 不能销户：还有 { $balance }（`{ $currency }`），须为 0
    .hint = 请先兑换或转赠完；明细见 `wenming 对账单 { $account }`
refusal-household-taken = 户号 `{ $household }` 已有账户 `{ $account }`
    .hint = 请用已有账户：`wenming 账户 查看 { $account }`
refusal-household-missing = 给户开账户要写户号
    .hint = 请写上户号：`wenming{ $in } 账户 开户 --household 户号`；若不是户，用 `--kind person` 等说明
refusal-no-numbers-left = 分行 `{ $branch }` 的 999999 个账号已用完
    .hint = 请另开分行：`wenming --as 主管 分行 开设 代码 --name 名称`
refusal-no-branches-left = 已开设 { $most } 个分行，不能再增加
    .hint = 代码只用一次，并随其账目保留；已用的见 `wenming 分行 列表`
refusal-to-itself = 不能从 `{ $account }` 转赠给它自己
    .hint = 请写另一个账户：`wenming 转赠 { $account } 对方账号 分数`
refusal-across-currencies = `{ $from }` 的积分不能变成 `{ $to }` 的积分
    .hint = 可以按原种类转赠：`--currency { $from }`

## 拒绝：日期

refusal-future-day = { $on } 还没到，今天是 { $today }
    .hint = 请核对 `{ $option }`；若今天不是这一天，请校准电脑时钟
refusal-before-bank = { $on } 早于本行起始日 { $since }
    .hint = 请核对日期；以前的积分用期初结余转入：`wenming --as 主管{ $in } 导入 期初 文件`

## 拒绝：细则

refusal-bad-rulebook = 细则读不懂：{ $why }
    .hint = 逐条查看问题：`wenming 细则 检查 文件`
refusal-rulebook-too-early = 从 { $from } 起启用，会改动已入账的事项，最晚一笔在 { $last }
    .hint = 请从更晚的日子启用：`--from { $next }`
refusal-rulebook-in-force = 这份细则从 { $from } 起已在执行
    .hint = 查看：`wenming{ $in } 细则 查看 --on { $from }`
refusal-decimals-changed = 积分种类 `{ $currency }` 已定为 { $decimals } 位小数，细则不能再改
    .hint = 请仍用 { $decimals } 位小数（表格加 `--decimals { $decimals }`），或另用一个代码
refusal-rulebook-unread = { $from } 起执行的细则是给更新的版本用的，本程序读不懂
    .hint = 请装最新版本；在那之前不按旧细则记账。谁启用的见 `wenming{ $in } 审计`
refusal-no-rulebook = { $on } 没有在执行的细则
    .hint = 由主管启用：`wenming --as 主管{ $in } 细则 启用 文件 --from { $on }`
refusal-unknown-rule = { $on } 执行的细则里没有事项 `{ $rule }`
    .hint = 当日的事项见 `wenming{ $in } 细则 查看 --on { $on }`
refusal-rule-not-in-force = 事项 `{ $rule }` 在 { $on } 不执行，执行期为{ $case ->
        [from] { $from } 起
        [until] 至 { $until } 止
       *[between] { $from } 至 { $until }
    }
    .hint = 当日的事项见 `wenming{ $in } 细则 查看 --on { $on }`
refusal-rule-kind = 事项 `{ $rule }` { $wanted ->
        [earn] 不是加分项
       *[other] 不是扣分项
    }
    .hint = { $wanted ->
        [earn] 若要扣分：`wenming 扣减 { $account } { $rule }`；内容见 `wenming{ $in } 细则 查看 { $rule }`
       *[other] 若要加分：`wenming 存入 { $account } { $rule }`；内容见 `wenming{ $in } 细则 查看 { $rule }`
    }
refusal-holder-not-allowed = 事项 `{ $rule }` 不适用于{ $kind }
    .hint = 适用对象见 `wenming{ $in } 细则 查看 { $rule }`
refusal-too-late = { $on } 的事已过 { $days }，事项 `{ $rule }` 只收 { $limit }内的
    .hint = 请核对 `--on`；内容见 `wenming{ $in } 细则 查看 { $rule }`
refusal-approver-missing = 事项 `{ $rule }` 不能由 `{ $by }` 一人入账，还须经：{ $steps }
    .hint = 请写明谁审定：`--approver 经办人`；有哪些人见 `wenming{ $in } 经办人 列表`
refusal-approver-is-poster = `{ $approver }` 不能审定自己入账的事项
    .hint = 请写另一人：`--approver 经办人`；有哪些人见 `wenming{ $in } 经办人 列表`
refusal-approver-unfit = `{ $approver }` 不能审定：未在本分行登记、已注销，或是审计员
    .hint = 请写本分行的经办员、核实员或主管；有哪些人见 `wenming{ $in } 经办人 列表`
refusal-unknown-currency = 现行细则里没有积分种类 `{ $currency }`
    .hint = 有哪些种类见 `wenming{ $in } 细则 查看`
refusal-too-precise = { $points }（`{ $currency }`）的小数超过该种类规定的 { $decimals } 位
    .hint = 请写到小数 { $decimals } 位
refusal-already-brought-forward = 账户 `{ $account }` 的 `{ $currency }` 期初结余已转入过
    .hint = 查看：`wenming 对账单 { $account } --all`；若有错，由主管冲正：`wenming --as 主管 冲正 分录号 --reason 原因`

## 拒绝：申报与公示

refusal-claim-needed = 事项 `{ $rule }` 须经程序才能入账：要申报，不能直接存入
    .hint = 请申报：`wenming 申报 提交 { $account } { $rule }{ $qty_typed }{ $day_typed }`；须经哪些程序见 `wenming{ $in } 细则 查看 { $rule }`
refusal-late-needs-claim = { $on } 的事已过 { $days }；超过 { $limit }，事项 `{ $rule }` 只能补登申报，并写明两位证明人
    .hint = 请申报：`wenming 申报 提交 { $account } { $rule }{ $qty_typed } --on { $on } --witness 账号 --witness 账号`
refusal-review-not-needed = 事项 `{ $rule }` 不须经程序，可直接入账
    .hint = 请存入：`wenming 存入 { $account } { $rule }`
refusal-witnesses-missing = 补登事项 `{ $rule }` 须写明 { $needed } 位证明人，现有 { $given } 位
    .hint = 请写明两位在场人的账号，不能是同一户的人：`--witness 账号 --witness 账号`
refusal-witness-unfit = `{ $account }` 不能作证明人：{ $why ->
        [unknown] 本分行没有这个账户
        [closed] 账户已销户
        [no-witness] 商户、公益池不能作证
        [twice] 写了两次
       *[own] 是申报人本人或同户的人
    }
    .hint = 请写另一位在场人；账号可查找：`wenming 账户 查找 姓名`
refusal-unknown-claim = 账户 `{ $account }` 没有未办结的申报 `{ $claim }`
    .hint = 办理结果见 `wenming 申报 查看 { $claim }`；未办结的见 `wenming{ $in } 申报 列表`
refusal-filed-by-them = `{ $claim }` 是 `{ $operator }` 提交的，不能再由本人审核
    .hint = { $takes ->
        [manager] 请另一位主管用自己的 `--as` 办理；有哪些人见 `wenming{ $in } 经办人 列表`；另登记一位主管：`wenming --as 主管 --branch { $branch } 经办人 登记 manager2 --role manager`
       *[other] 请另一位核实员或主管用自己的 `--as` 办理；有哪些人见 `wenming{ $in } 经办人 列表`
    }
refusal-own-claim = `{ $claim }` 属 `{ $account }`，是 `{ $operator }` 本人或同户的
    .hint = { $takes ->
        [manager] 请别户的主管用自己的 `--as` 办理；有哪些人见 `wenming{ $in } 经办人 列表`；另登记一位主管：`wenming --as 主管 --branch { $branch } 经办人 登记 manager2 --role manager`
       *[other] 请别户的人用自己的 `--as` 办理；有哪些人见 `wenming{ $in } 经办人 列表`
    }
refusal-reviewed-already = `{ $operator }` 已审核过申报 `{ $claim }`；每一步须由不同的人办理
    .hint = { $takes ->
        [manager] 请另一位主管用自己的 `--as` 办理；已办的步骤见 `wenming 申报 查看 { $claim }`；另登记一位主管：`wenming --as 主管 --branch { $branch } 经办人 登记 manager2 --role manager`
       *[other] 请另一位核实员或主管用自己的 `--as` 办理；已办的步骤见 `wenming 申报 查看 { $claim }`
    }
refusal-review-done = 申报 `{ $claim }` 的审核已办完
    .hint = 现在到哪一步见 `wenming 申报 查看 { $claim }`
refusal-minutes-missing = 申报 `{ $claim }` 的评议须写会议记录
    .hint = 请写明何时评议、结果如何：`wenming 申报 核实 { $claim } --note 记录`
refusal-looks-double = 申报 `{ $claim }` 与 `{ $like }` 相似：同户、同日、同一事项，或同一份佐证
    .hint = 请核对：`wenming 申报 查看 { $claim }`；确是另一件事请写明缘由：`wenming 申报 核实 { $claim } --distinct 缘由`；若不是：`wenming 申报 驳回 { $claim } --reason 原因`
refusal-review-missing = 申报 `{ $claim }` 还不能入账：还差 { $left } 步，下一步是{ $step }
    .hint = 请核实员或主管办理：`wenming --as 核实员 申报 核实 { $claim }`
refusal-on-notice = 申报 `{ $claim }` 已在公示 `{ $notice }` 上，大家看过的不能悄悄撤下
    .hint = 请登记异议：`wenming 公示 异议 { $claim } --reason 原因`
refusal-not-on-notice = 申报 `{ $claim }` 还没有公示
    .hint = 请先公示：`wenming{ $in } 公示 张贴`；公示前可驳回：`wenming 申报 驳回 { $claim } --reason 原因`
refusal-objected = `{ $claim }` 有异议 `{ $by }` 未处理，限 { $deadline } 前处理
    .hint = 请没有提交或审核过它的主管处理：`wenming --as 主管 公示 处理 { $claim } --dismiss --reason 原因`；成立写 `--uphold`，撤回写 `--withdraw`，申报还可更正，写 `--correct 数量`
refusal-not-objected = `{ $claim }` 没有异议
    .hint = 请先登记异议：`wenming 公示 异议 { $claim } --reason 原因`
refusal-not-less = { $qty } 不少于申报 `{ $claim }` 的 { $claimed }；公示过的只能改少
    .hint = 若不必改：`wenming 公示 处理 { $claim } --dismiss --reason 原因`；多出的部分请另行申报
refusal-period-backwards = { $from } 至 { $to } 之间没有日子
    .hint = 请把较早的日期写在前面：`wenming{ $in } 公示 张贴 --from { $to } --to { $from }`
refusal-nothing-for-notice = { $from } 至 { $to } 没有等待公示的申报
    .hint = 各项申报到哪一步见 `wenming{ $in } 申报 列表`
refusal-notice-days = 要公示 { $days } 天；这些事项至少须公示 { $least } 天，最多 { $most } 天
    .hint = `wenming{ $in } 公示 张贴 --days { $least }`，或不写 `--days`
refusal-unknown-notice = 没有未结束的公示 `{ $notice }`
    .hint = 有哪些见 `wenming{ $in } 公示 列表`
refusal-notice-stands = 公示 `{ $notice }` 到 { $until } 当天为止，今天是 { $today }
    .hint = 请从次日起结束公示：`wenming 公示 结束 { $notice }`
refusal-lines-unpaid = 公示 `{ $notice }` 还有 { $left } 笔要先入账，第一笔是 `{ $claim }`
    .hint = 入账和结束一并办理：`wenming 公示 结束 { $notice }`

## 拒绝：按细则算不出积分

refusal-award-wrong-kind = 事项 `{ $rule }` 属于“{ $found }”，这里要用“{ $wanted }”的事项
    .hint = 内容见 `wenming{ $in } 细则 查看 { $rule }`
refusal-award-wrong-currency = 事项 `{ $rule }` 用的是 `{ $currency }`，不是 `{ $given }`
    .hint = 内容见 `wenming{ $in } 细则 查看 { $rule }`
refusal-award-not-positive = 事项 `{ $rule }` 的数量 { $qty } 不大于 0
    .hint = 请写实际数量；若要撤销一笔：`wenming --as 主管 冲正 分录号 --reason 原因`
refusal-award-wrong-unit = `{ $qty }` 是时长，而事项 `{ $rule }` 按“{ $unit }”计
    .hint = 请只写数字；内容见 `wenming{ $in } 细则 查看 { $rule }`
refusal-award-too-precise = { $qty } 的小数超过 { $decimals } 位；事项 `{ $rule }` 按“{ $unit }”计
    .hint = 数量最多写 { $decimals } 位小数
refusal-award-absurd = 事项 `{ $rule }` 的数量 { $qty } 超过一笔最多的 { $most }
    .hint = 请核对数量，可能是笔误
refusal-award-too-large = 事项 `{ $rule }` 每份 { $each }，数量 { $qty }，超出账户能记的范围
    .hint = 请核对数量，可能是笔误
refusal-award-nothing = 事项 `{ $rule }` 每份 { $each }，数量 { $qty }，舍去 { $decimals } 位小数以下后为 0
    .hint = 请与同一件事的其余部分合并登记
refusal-award-cap-reached = 事项 `{ $rule }` 已到上限：{ $cap }，已用 { $used }；本次应得 { $computed }
    .hint = 已入账的见 `wenming 对账单 { $account }`；申报中的也算在内，见 `wenming{ $in } 申报 列表`；内容见 `wenming{ $in } 细则 查看 { $rule }`
refusal-award-at-floor = 事项 `{ $rule }` 不能扣 { $computed }：余额 { $balance }，底线 { $floor }
    .hint = 明细见 `wenming 对账单 { $account }`

## 拒绝：兑换项目

refusal-unknown-offer = 没有兑换项目 `{ $offer }`
    .hint = 有哪些项目见 `wenming{ $in } 兑换项目 列表`
refusal-withdrawn-offer = 兑换项目 `{ $offer }` 已下架
    .hint = 有哪些项目见 `wenming{ $in } 兑换项目 列表`
refusal-paused-offer = 兑换项目 `{ $offer }` 已暂停
    .hint = 由主管恢复：`wenming --as 主管{ $in } 兑换项目 恢复 { $offer }`
refusal-not-paused = 兑换项目 `{ $offer }` 没有暂停
    .hint = 现况见 `wenming{ $in } 兑换项目 列表`
refusal-not-on-sale = 兑换项目 `{ $offer }` { $case ->
        [from] 自 { $from } 起
        [until] 到 { $until } 为止
       *[between] 自 { $from } 至 { $until }
    }可兑换，{ $on } 不行
    .hint = 现在能兑换的见 `wenming{ $in } 兑换项目 列表`
refusal-limit-unfit = “{ $limit }”不能用作兑换项目的限额
    .hint = 请写成 `2次/月`；期间可用日、月、年、终身
refusal-sale-dates = 兑换项目自 { $from } 起，不能到 { $until } 就为止
    .hint = `--from` 的日期不能晚于 `--until` 的日期
refusal-hold-days = 预留不能保留{ $days }
    .hint = `--hold-days` 请写 1 至 { $most } 的整数
refusal-stock-change = 库存不能变动 { $change }：须是整数，库存也不能超过 { $most }
    .hint = 现有库存见 `wenming{ $in } 库存 查看`
refusal-out-of-stock = 兑换项目 `{ $offer }` 只剩 { $left } 份，要 { $wanted } 份
    .hint = 现有库存见 `wenming{ $in } 库存 查看`；到货由主管登记：`wenming --as 主管{ $in } 库存 入库 { $offer } 10`
refusal-limit-reached = 兑换项目 `{ $offer }` 每个账户限额为{ $limit }；已兑换 { $taken } 份，又要 { $wanted } 份
    .hint = 兑换过的见 `wenming 对账单 { $account }`
refusal-only-here = 项目 `{ $offer }` 每个账户限量，只供 { $branch } 的账户兑换
    .hint = 看看还有什么：`wenming{ $in } 兑换项目 列表`

## 拒绝：预留

refusal-reservation-over = 账户 `{ $account }` 没有未了的预留单 `{ $reservation }`：已核销、已撤单、已到期退回，或从未有过
    .hint = 未了的预留单见 `wenming 预留单`；来龙去脉见 `wenming 对账单 { $account } --all`
refusal-wrong-code = 核销码与预留单 `{ $reservation }` 不符
    .hint = 请再核对小票；若要退回积分：`wenming 撤单 { $reservation } --reason 原因`
refusal-not-due-yet = 预留单 `{ $reservation }` 保留到 { $until }，今天是 { $today }
    .hint = 不要了可以撤单：`wenming 撤单 { $reservation } --reason 原因`
refusal-under-way = 账户 `{ $account }` 不能销户：分录 `{ $entry }` 的事还没有了结
    .hint = 请先办完；是什么事见 `wenming 对账单 { $account }`
refusal-not-a-merchant = 账户 `{ $account }` 不是商户账户
    .hint = 给商户开户：`wenming{ $in } 账户 开户 --kind merchant --name 名称`
refusal-offer-qty = 份数 { $qty } 不是 1 至 10000 的整数
    .hint = 请写整数，如 `2`

## 拒绝：须与另一种积分合用

refusal-needs-partner = `{ $currency }` 不能单独使用，只能与 `{ $partner }` 合用，每 1 分 `{ $partner }` 至多配 { $share } 分
    .hint = 请兑换以 `{ $partner }` 标价的项目，其中一部分用 `--with { $currency }:分数` 支付；有哪些项目见 `wenming{ $in } 兑换项目 列表`
refusal-not-partner = `{ $currency }` 不与 `{ $partner }` 合用
    .hint = 请不写 `--with`，全部用 `{ $partner }` 支付；哪种配哪种见 `wenming{ $in } 细则 查看`
refusal-above-share = 价格 { $price } `{ $partner }` 中想用 `{ $currency }` 支付 { $points }，至多 { $most }（每 1 分 `{ $partner }` 配 { $share } 分）
    .hint = { $case ->
        [none] 请不写 `--with`，全部用 `{ $partner }` 支付；余额见 `wenming 余额 { $account }`
       *[other] 请改为 { $most } 以内：`--with { $currency }:{ $most }`；余额见 `wenming 余额 { $account }`
    }

## 拒绝：余额不足

refusal-offer-price = `{ $offer }` × { $qty } 在那里要 { $price }（`{ $currency }`），送去的是 { $points }
    .hint = 价格可能变了，请看过再办：`wenming{ $in } 兑换项目 列表`
refusal-overdraft = 不能从 `{ $account }` 支出 { $needed }（`{ $currency }`）：{ $case ->
        [arrears] 账户欠分，余额 { $balance }
        [threshold] 可用 { $available_are }（余额 { $balance }，只有高于 { $above } 的部分可用）
       *[plain] 可用 { $available_are }
    }，还差 { $short_are }{ $more ->
        [claimed] （{ $claimed }）
       *[none] {""}
    }
    .hint = { $case ->
        [none] 明细见 `wenming 对账单 { $account }`
       *[other] 请改为 { $available } 以内，或先看明细：`wenming 对账单 { $account }`
    }
refusal-above-ceiling = 账户 `{ $account }` 收不下 { $points }（`{ $currency }`）：现有 { $balance }，至多可有 { $ceiling }
    .hint = { $case ->
        [none] 现在一分也收不下；余额见 `wenming 余额 { $account }`
       *[other] 请改为 { $room } 以内；余额见 `wenming 余额 { $account }`
    }
refusal-no-pool = 本次有 { $points }（`{ $currency }`）超出 `{ $account }` 至多可有的 { $ceiling }（现有 { $balance }），又没有公益池可以转入
    .hint = 请先开设公益池：`wenming{ $in } 账户 开户 --kind pool --name 名称`
refusal-nothing-expired = 账户 `{ $account }` 的 `{ $currency }` 到 { $today } 没有已过期的{ $case ->
        [next] ，最近一批到 { $next } 为止
       *[none] {""}
    }
    .hint = 不必办理；何时到期见 `wenming 即将到期 { $account }`
refusal-out-of-bounds = 账户 `{ $account }` 的余额会超出能记的范围
    .hint = 请核对数量，可能是笔误；明细见 `wenming 对账单 { $account }`

## 拒绝：冲正

refusal-unknown-entry = 没有分录 `{ $entry }`
    .hint = 分录号见 `wenming 对账单 { $account }`
refusal-not-reversible = 分录 `{ $entry }`（{ $event }）{ $case ->
        [reversal] 本身就是冲正，不能再冲正
        [expired] 是到期入账，到期的积分不能靠冲正找回
        [appeal] 属于众筹，众筹只能整体了结，不能冲正
        [between] 是村与村之间的往来，不能单方冲正
        [reserved] 是预留，应撤单，不能冲正
        [collected] 是核销，应退货，不能冲正
        [given-back] 已把积分退回，不能冲正
       *[other] 没有变动积分，不能冲正
    }
    .hint = { $case ->
        [reserved] 撤单：`wenming 撤单 { $entry } --reason 原因`
        [collected] 退货：`wenming --as 主管 退货 { $entry } 1 --reason 原因`
        [given-back] 请重新兑换；有哪些项目见 `wenming{ $in } 兑换项目 列表`
        [reversal] 冲正本身不能再冲正；要恢复请重新存入或扣减，原分录见 `wenming 对账单 { $account } --all`
        [expired] 因差错而到期的，请按细则重新存入；分录号见 `wenming 对账单 { $account }`
        [appeal] 各项众筹的情况见 `wenming{ $in } 众筹 查看`
        [between] 请让收到的一方转回来；往来情况见 `wenming 清算 查看`
       *[other] 只有变动积分的分录才能冲正；分录号见 `wenming 对账单 { $account }`
    }
refusal-not-returnable = 分录 `{ $entry }`（{ $event }）没有交付过东西，不能退货
    .hint = { $case ->
        [reserved] 还没有核销，可以撤单：`wenming 撤单 { $entry } --reason 原因`
        [was-collected] 已由 `{ $collected }` 核销，请按核销分录退货：`wenming --as 主管 退货 { $collected } 1 --reason 原因`
        [over] 这张预留单已了结，积分已退回；来龙去脉见 `wenming 对账单 { $account } --all`
       *[other] 只有兑换或核销的分录才能退货；分录号见 `wenming 对账单 { $account }`
    }
refusal-already-returned = 分录 `{ $entry }` 交付的已退回 { $returned } 份，不能再整笔冲正
    .hint = { $case ->
        [all] 已全部退回，不必再办；退过的见 `wenming 对账单 { $account } --all`
       *[some] 退其余的：`wenming --as 主管 退货 { $entry } { $left } --reason 原因`
    }
refusal-return-too-many = 分录 `{ $entry }` 交付的还能退 { $left } 份，要退 { $wanted } 份
    .hint = 退过的见 `wenming 对账单 { $account } --all`
refusal-already-reversed = 分录 `{ $entry }` 已由 `{ $by }` 冲正
    .hint = 不必再办；查看：`wenming 对账单 { $account } --all`

## 申报与公示

step-verify = 核实
step-panel = 评议
outcome-upheld = 成立
outcome-corrected = 更正
outcome-dismissed = 不成立
outcome-withdrawn = 撤回
claimed = 另有 { $points }申报中
claimed-in-notice = 另有 { $points }公示中，至 { $until }
held-claimed = { $held }；{ $claimed }
claim-filed = 已申报 { $account }：{ $points } { $currency }，{ $rule } { $item }，{ $on }（申报 { $claim }）
claim-is-like = 与 { $like } 相似，须核实员写明为何是另一件事
claim-now = { $state }；入账后方可使用
claim-stepped = { $claim } { $account }：已{ $step }；{ $state }
claim-was-rejected = 已驳回 { $account } 的申报 { $claim }（分录 { $entry }）
claim-in-review = 待{ $step }{ $left ->
        [1] {""}
       *[other] （还差 { $left } 步）
    }
claim-for-notice = 待公示
claim-on-notice = 公示 { $notice }，至 { $until }
claim-objected = 异议 { $objection } 待处理，限 { $deadline } 前
claim-overdue = 异议 { $objection } 待处理，限 { $deadline } 前，已逾期
claim-to-pay = 可入账
claim-frozen = 账户冻结，解冻后入账
claim-paid = 已入账（{ $entry }）
claim-rejected = 已驳回（{ $entry }）
claim-struck = 异议成立，已撤销（{ $entry }）
claim-state-like = { $state }（与 { $like } 相似）
claim-distinct = 另一件事：{ $why }
claim-deadline = { $reason }（限 { $deadline } 前处理）
claim-computed = 按细则应得 { $computed }
claim-none = 没有未办结的申报
claim-count = 未办结的申报 { $count } 笔
claim-account = 账户
claim-done-by = 做事人
claim-files = 佐证文件（SHA-256）
claim-witnesses = 证明人
claim-note = 备注
claim-like = 相似的分录
not-a-claim = 分录 `{ $claim }` 不是申报
    .hint = 有哪些申报见 `wenming{ $in } 申报 列表`
notice-opened = 公示 { $notice } 已张贴
notice-period = 所属日期
notice-from-to = { $from } 至 { $to }
notice-until = 公示至
notice-lines = 笔数
notice-objections = 异议
notice-deadline = 处理期限
notice-outcome = 处理结果
notice-objected = 已登记对 { $account } 申报 { $claim } 的异议 { $entry }，该笔暂不入账
notice-resolved = { $account } 申报 { $claim } 的异议已处理（分录 { $entry }）
notice-closed = 公示 { $notice } 已结束：入账 { $posted } 笔，待定 { $waiting } 笔（分录 { $entry }）
notice-waits = {"  "}{ $claim } { $account }：{ $state }
notice-paid-sum = 共入账 { $points } { $currency }
notice-none-due = 没有期满的公示
notice-none = 没有未结束的公示
notice-nothing-waits = 目前没有等待公示的申报
notice-waiting = 等待公示的申报 { $count } 笔
notice-has-stood = 已期满
notice-overdue = { $count } 个异议已逾期
notice-which = { $count ->
        [0] 没有未结束的公示
       *[other] 未结束的公示有 { $count } 个：{ $notices }
    }
    .hint = 请写明一个：`wenming 公示 查看 LC01:57`；有哪些见 `wenming{ $in } 公示 列表`
notice-heading = { $name }积分公示（{ $notice }）
notice-of = { $from } 至 { $to } 所做的事；公示期 { $opened } 至 { $until }
notice-sum = { $count ->
        [0] 共 0 笔
       *[other] 共 { $count } 笔：{ $sums }
    }{ $struck ->
        [0] {""}
       *[other] ；另撤销 { $struck } 笔
    }
notice-foot = 如有异议，请在 { $until }（含当日）前告知村委会，说明是哪一笔申报。
    不记提出人姓名；异议内容与处理结果都会留档，供大家查看。
heading-claim = 申报
heading-notice = 公示
heading-item = 事项
heading-qty = 数量
heading-state = 进度
close-frozen = 申报 { $claim }（{ $account }）未入账：账户冻结，解冻后再办
close-claim = 申报 { $claim }
close-appeal-paid = { $appeal }：已达标，{ $points } 划入公益池
close-appeal-given-back = { $appeal }：未达标，已全部退回
close-notice = 公示 { $notice }：入账 { $posted } 笔，待定 { $waiting } 笔
next-claim-verify = 请核实员核实：`{ $wenming } --as 核实员 申报 核实 { $claim }`
next-claim-verify-like = 请核实员核实，并写明为什么是另一件事：`{ $wenming } --as 核实员 申报 核实 { $claim } --distinct 理由`
next-import-claims = 请核实员核实，待办见：`{ $wenming } 申报 列表`
next-notice-open = 张贴等待公示的申报：`{ $wenming } 公示 张贴`
next-notice-show = 打印张贴：`{ $wenming } 公示 查看 { $notice }`
next-notice-resolve = 请没有提交或审核过它的主管处理：`{ $wenming } --as 主管 公示 处理 { $claim } --dismiss --reason 原因`；成立写 `--uphold`，更正写 `--correct 数量`，撤回写 `--withdraw`
field-distinct = 另一件事的缘由
event-claim-filed = 申报
event-claim-verified = 审核
event-claim-rejected = 驳回
event-notice-opened = 公示
event-objection-raised = 异议
event-objection-resolved = 异议处理
event-notice-closed = 公示结束

## 银行与存储

no-bank = `{ $path }` 里没有文明银行
    .hint = 请指明文件夹：`wenming --bank 文件夹 …`；新建：`wenming 建行 --help`；先看样例：`wenming 演示`
bank-busy = 另一个命令正在使用这个银行
    .hint = 请等它结束再试；关掉其他正在运行 `wenming` 的窗口
mirror-missing = 找不到镜像 `{ $path }`：这次只记进银行；插上U盘，下一个命令会自动补齐（新设镜像请先建文件夹：`mkdir { $shown }`）
mirror-unusable = 镜像 `{ $path }` 用不了（{ $why }）：这次只记进银行，下一个命令再试
mirror-busy = 另一个命令正在写镜像 `{ $path }`，或正从它恢复：这次只记进银行，下一个命令会把镜像补齐
mirror-no-folder = 镜像 `{ $path }` 不是文件夹
    .hint = 请在U盘或另一块磁盘上专设一个文件夹：`--mirror 文件夹`
mirror-in-bank = 镜像 `{ $path }` 与银行文件夹互相套着
mirror-not-empty = `{ $path }` 不是镜像，里面有 `{ $other }`
    .hint = 请在里面另建一个文件夹：`mkdir { $path }/wenming`，再写 `--mirror { $path }/wenming`
mirror-begun = 镜像从现在起设在 `{ $path }`：分录和封账都会存一份，姓名和密钥不存
mirror-same-disk = `{ $path }` 与银行在同一块磁盘上：磁盘坏了，两份都没有了
mirror-caught-up = 分行 `{ $branch }`：已向镜像 `{ $path }` 补记 { $n } 条
mirror-torn = 镜像里分行 `{ $branch }` 有一次没有完成的提交，已移到 { $path } 保存
mirror-behind = 镜像 `{ $path }` 没有记全分行 `{ $branch }`（{ $why }）；银行里一条不少，下一个命令会把镜像补齐
mirror-newer = 镜像里分行 `{ $branch }` 有 { $there } 条分录，本文件夹只有 { $here } 条：本文件夹是旧的拷贝，接着记就成了两本账
    .hint = 先核验镜像，再把本文件夹补齐：`wenming 恢复 { $path }`
mirror-knows-more = 镜像里分行 `{ $branch }` 有 { $there } 条分录，本文件夹只有 { $here } 条：现在看到的是旧拷贝；按镜像补齐：`{ $wenming } 恢复 { $path }`
mirror-strange = `{ $path }` 里有分行 `{ $branch }` 的 { $there } 条分录，本银行没有这个分行：没有往里写。若是别的银行的镜像，请另指文件夹；若是本银行丢了这个分行，请从那里恢复：`wenming 恢复 --help`
mirror-other = `{ $path }` 从分录 `{ $branch }:{ $seq }` 起与这里不同：没有往里写。请查明哪一份属实（`wenming 核验 { $path }`，`wenming 审计`），并为本银行的镜像另指文件夹
mirror-notes = 封账没有拷进镜像 `{ $path }`（{ $why }），下一个命令再试
bank-is-mirror = `{ $path }` 是镜像：只有流水，没有账簿、姓名和密钥，不在里面记账
    .hint = 请恢复到一个新文件夹，再指明那一个：`wenming --bank 文件夹 恢复 { $shown }`
notice-is-mirror = `{ $path }` 是镜像：照原样查看，没有姓名，也不往里写；要接着记账，请恢复到一个新文件夹：`wenming --bank 文件夹 恢复 { $shown }`
bank-read-only = `{ $path }` 不能写入，在这里记不了账；查账不受影响
    .hint = 请把银行复制到可写的磁盘上，或请管理电脑的人开通写入权限；哪里不能写、用什么命令改，请看 `wenming 体检`
books-held = 另一个程序正开着账簿：{ $path }
    .hint = 关掉那个程序再试；是否已放开，请看 `wenming 体检`
branch-missing = 请指明哪个分行，现有 { $names }
    .hint = 写明分行：`wenming --branch { $branch } …`
unknown-household = 没有 `{ $name }` 这个账户
    .hint = 可按姓名或号码查找：`wenming 账户 查找 { $name }`
household-elsewhere = { $branch } 没有户号 `{ $name }`；{ $at } 有一户：`{ $account }`
    .hint = 若确是转给外村这一户，请写明：`{ $wenming } 转赠 { $from } { $to } { $points } --at { $at }`
ambiguous-household = 户号 `{ $name }` 在几个分行都有：{ $accounts }
    .hint = 请写明分行（`--branch 代码`），或改用账号
mistyped-account = 账号写错了
    .hint = 也可以查找：`wenming 账户 查找 文字`
key-missing = 这里没有经办人 `{ $operator }` 的密钥：{ $path }
    .hint = 请用 `--as 经办人` 写明由谁经办，用 `--keys 文件夹` 指明密钥所在；经办人由主管登记：`wenming 经办人 登记 --help`
key-unfit = `{ $path }` 不是经办人 `{ $operator }` 的密钥
    .hint = 请放回本人的密钥文件，不要改动内容
key-exists = 经办人 `{ $operator }` 的密钥已经有了：{ $path }
    .hint = 请换一个经办人代号；确实没人用的，先把那个文件移走
key-costly = `{ $path }`要占的内存或时间超过本程序的任何密钥文件
    .hint = 文件被改动过，请放回备份
key-memory = 内存不足，打不开 `{ $path }`：需要 { $mib } MiB
    .hint = 请关掉别的程序再试
passphrase-ask = { $path } 的口令：
passphrase-ask-new = { $path } 的新口令：
passphrase-ask-again = 再输一遍：
passphrase-try-again = 口令不对，请再试
passphrase-wrong = 口令打不开 `{ $path }`，或文件被改动过
    .hint = 请看大小写、输入法，是不是这个人的密钥；口令忘了就再也打不开，要由主管换发新密钥
passphrase-needed = `{ $path }` 要口令，但没有终端可以询问
    .hint = 请用文件给出：`--passphrase-file 文件`，或设置环境变量 WENMING_PASSPHRASE_FILE
passphrase-new-needed = `{ $path }` 要设新口令，但没有终端可以询问
    .hint = 请用文件给出：`--new-passphrase-file 文件`
passphrase-empty = `{ $path }` 第一行没有口令
    .hint = 请把口令写在第一行，存为 UTF-8 文本
passphrase-short = 口令至少 { $least } 个字
    .hint = 一句只有自己想得到的话，又长又好记
passphrase-differs = 两遍不一样，未作改动
    .hint = 请重来，两遍输同样的口令
passphrase-file-open = 这台电脑上的别人也能读到 `{ $path }` 里的口令，请用 `chmod 600` 限制
key-file-open = 这台电脑上的别人也能读到 `{ $path }` 里的密钥，请用 `chmod 600 { $word }` 限制，或给它设口令
vault-key-open = 这台电脑上的别人也能读到 `{ $path }` 里保险柜的密钥，请用 `chmod 600 { $word }` 限制
passphrase-set = `{ $path }` 已设口令，今后凭口令才能打开
passphrase-changed = `{ $path }` 已换口令，今后凭新口令才能打开
passphrase-removed = `{ $path }` 已取消口令：谁拿到文件就拿到密钥
passphrase-none = `{ $path }` 没有口令，无需再办
passphrase-keep = 没有口令谁也打不开这把密钥：请写下来，与电脑分开保管
branch-key-none = 分行 `{ $branch }` 还没有设密钥
    .hint = 由主管设：`{ $wenming } --branch { $branch } 分行 设密钥`
branch-key-missing = 这里没有分行 `{ $branch }` 的密钥：{ $path }
    .hint = 请从保管处取来，或用 `--keys 文件夹` 指明所在；确已遗失的，由主管另设一把：`{ $wenming } --branch { $branch } 分行 设密钥 --reason 遗失`
branch-key-unfit = `{ $path }` 不是分行 `{ $branch }` 的密钥文件
branch-key-stale = `{ $path }` 是分行 `{ $branch }` 的一把密钥，但不是现用的；现用的由 `{ $entry }` 设立
branch-key-foreign = `{ $path }` 里的密钥不是分行 `{ $branch }` 设过的，覆盖就没了
    .hint = 请把那个文件移走，或用 `--keys 文件夹` 指明本银行的密钥文件夹
branch-key-reason = 分行 `{ $branch }` 已有密钥，为什么要换？
    .hint = 请写明，如 `--reason 更换`
vault-key-missing = 姓名无法保存：这里没有保险柜的密钥 { $path }
    .hint = 请从建行的电脑上取来密钥文件，或暂不登记姓名
vault-key-unfit = `{ $path }` 不是保险柜的密钥
    .hint = 请从备份取回密钥文件；或把它移出文件夹，积分照常查看，只是不显示姓名
names-unread = 姓名读不出来，暂不显示：{ $why }。积分不受影响；怎么补救请看：`{ $wenming } 体检`
names-closed = `{ $branch }` 的姓名未显示：这里没有保险柜的密钥 `{ $path }`
names-none = `{ $branch }` 没有存任何姓名；若原来存过，请从备份取回 `{ $path }`，或从户册导回：`{ $wenming } 导入 户册 --help`
vault-wrong-key = 这把密钥打不开 `{ $account }` 的姓名
vault-damaged = 姓名保险柜已损坏：{ $path } 第 { $line } 行
vault-failed = 姓名保险柜无法使用（{ $why }）
vault = 姓名保险柜
    .hint = 积分不受影响；请用备份恢复保险柜文件
journal-damaged = 分行 `{ $branch }` 的流水在第 { $seq } 条分录处损坏：{ $why }
    .hint = 请勿改动文件夹；`wenming 审计 --branch { $branch }` 会列出全部问题；再把 `journal` 文件夹移到一边留着，取回分录：`wenming 恢复 文件夹`
    .cut = 如果是写入当中断了电，而且没有答复过任何人已经记上：`wenming 重建 --set-aside { $branch }:{ $seq }`
set-aside-done = 已把 { $lines } 行移到 { $path }，在那里仍可查看；这里没有任何记录说明其中哪一笔已答复过。请与发出去的单据对照，缺的重新记入
set-aside-no-mirror = 镜像 `{ $path }` 读不出有多少笔分录：没有移动任何内容
    .hint = 请插好镜像；若它从未记过这个分行，请去掉 `--mirror`
set-aside-sound = 损坏不是从 { $entry } 开始的：没有移动任何内容
set-aside-unknown = 分行 { $branch } 的账簿读不出已确认多少笔：没有移动任何内容
set-aside-acknowledged = 账簿、封账或镜像知道分行 { $branch } 有 { $known } 笔，{ $entry } 就在其中的一次记账里：没有移动任何内容
set-aside-look =
    .hint = 文件夹哪里不对、怎样办：`wenming 体检`
data-loss = 分行 `{ $branch }` 的流水缺了分录：已确认 { $acknowledged } 条，现存 { $committed } 条
    .hint = 请勿在此记账；从镜像或最新的备份取回：`wenming 恢复 文件夹`，并请审计
lines-not-there = 要的是分行 `{ $branch }` 的前 { $asked } 条，只有 { $size } 条
    .hint = 看看该分行有多少条：`wenming 审计 --branch { $branch }`
poisoned = 写入失败，其后的都没有办
    .hint = 请再运行一次：打开时会自检；同一个 `--request` 不会重复记账
moved-on = 另有程序在写分行 `{ $branch }`：原有 { $expected } 条分录，现在是 { $size } 条
    .hint = 请先停掉另一个正在写入的程序，再运行一次
books-failed = 账簿无法使用（{ $why }）
    .hint = 从流水重建账簿：`wenming 重建`
entry-too-long = 分录太长，流水放不下（{ $why }）
damage-line = 这一行不是规范写法的分录
damage-place = 该是第 { $expected } 条的地方是第 { $found } 条
damage-branch = 这条分录属于分行 `{ $found }`
damage-chain = 与上一条接不上：两条中有一条被改过
damage-time = 记于 { $found }，早于上一条（{ $expected }）
damage-mixed = `{ $expected }` 的一次提交里夹着 `{ $found }` 的分录
damage-signature = 签名不是 `{ $by }` 对这次提交的签名
damage-signer = 签名人 `{ $by }` 没有登记
damage-beginning = 第一条分录不是开设分行
damage-unsigned = 这次提交没有签名
damage-not-acknowledged = 不是当初在此确认的那一条
notice-torn = 分行 `{ $branch }` 有一次没有完成的提交（{ $lines } 行），从未确认过，已移到 { $path } 保存
notice-caught-up = 分行 `{ $branch }` 的账簿已补记 { $entries } 条
notice-rebuilt = 账簿损坏，已从流水重建，积分无一丢失（{ $why }）
notice-clock-behind = 电脑时钟比上一条分录慢 { $span }，按上一条的时间记
notice-books-held = 另一个程序正开着账簿：只作查看，账簿临时在内存里建
notice-read-only = 银行文件夹不能写入：只作查看，账簿临时在内存里建
likeness-confirm = { $what }。确是另一件事吗？
rate-confirm = { $what }。确是付了这么多吗？
clock-confirm = { $what }（现在是 { $now }）。时钟对吗？

## 后加的拒绝

refusal-not-chartered = 总行没有批准开设分行 `{ $branch }`
    .hint = 由总行主管开设：`wenming --as 主管 分行 开设 { $branch } --name 村名`
refusal-key-taken = 给 `{ $operator }` 的公钥已经是 `{ $holder }` 的
    .hint = 每人一把密钥：不写 `--public-key` 就会另造一把
refusal-key-of-operator = 这是经办人 `{ $holder }` 的密钥，只给分录签名，不能兼作分行密钥
    .hint = 请另造一把：`wenming 分行 设密钥 --reason 更换`
refusal-key-of-branch = 这把密钥已由 `{ $entry }` 设为分行密钥，不能再设一次，也不能给经办人用
    .hint = 请另造一把；分行用过的密钥见 `wenming --branch { $branch } 分行 密钥`
refusal-last-manager = `{ $operator }` 是分行 `{ $branch }` 的最后一位主管
    .hint = 请先登记另一位主管：`wenming --branch { $branch } 经办人 登记 manager2 --role manager`

## 柜台

counter-deposited = 已存入 { $account }：{ $points } { $currency }，{ $rule } { $item }，{ $on }（分录 { $entry }）
counter-deducted = 已扣减 { $account }：{ $points } { $currency }，{ $rule } { $item }，{ $on }（分录 { $entry }）
counter-redeemed = 已兑换 { $account }：{ $offer } × { $qty }，用去 { $points } { $currency }（分录 { $entry }）
counter-collected = 已核销 { $account } 预留的 { $offer } × { $qty }，转付 { $points } { $currency }（分录 { $entry }）
counter-cancelled = 已撤单：{ $account } 预留的 { $offer } × { $qty }，退回 { $points } { $currency }（分录 { $entry }）
counter-returned = 已退货：{ $account } 的 { $offer } × { $qty }，退回 { $points } { $currency }（分录 { $entry }）
counter-transferred = 已转赠 { $points } { $currency }：{ $from } → { $to }（分录 { $entry }）
between-redeemed = 已在 { $to } 兑换 { $account }：{ $offer } × { $qty }，用去 { $points } { $currency }（分录 { $entry }，对方分录 { $answer }）
between-transferred = 已转赠 { $points } { $currency } 到 { $to }：{ $account } → { $receiver }（分录 { $entry }，对方分录 { $answer }）
between-sent = 已从 { $account } 送出 { $points } { $currency } 到 { $to }（分录 { $entry }）；{ $to } 还没有答复，请先不要交付：到 `wenming 清算 查看` 里不再有它为止
between-declined = { $to } 没有收 { $account } 的 { $points } { $currency }：{ $reason }；积分已退回（分录 { $entry }，对方分录 { $answer }）
between-finished = 分录 { $sent } 送出的积分已有结果：{ $what }（分录 { $answer }、{ $end }）
between-waiting = 有 { $count } 笔送往外村的积分在等两村都登记过的经办人来办：{ $entries }
between-two = `--at { $at }` 与项目前的 `{ $named }/` 说的是两个村
between-with = 在外村兑换只能用项目本来的积分，不能加 `--with`
reserve-elsewhere = 外村的项目不能预留：`{ $offer }`
    .hint = 到那里领取时再兑换：`{ $wenming } 兑换 { $account } { $offer } { $qty }`
declined-unknown-offer = 对方没有这个项目
declined-withdrawn-offer = 对方的项目已下架
declined-paused-offer = 对方的项目暂停兑换
declined-not-on-sale = 对方的项目不在兑换期内
declined-out-of-stock = 对方的库存不够
declined-only-here = 对方的项目只给本村人兑换
declined-offer-price = 对方的价格不同
declined-unknown-account = 对方没有这个账户
declined-closed-account = 对方的账户已销户
declined-frozen-account = 对方的账户已冻结
declined-above-ceiling = 对方的账户会超过上限
declined-unknown-currency = 对方没有这种积分
counter-reversed = 已冲正分录 { $undone }（{ $event }，{ $points } { $currency }），冲正分录为 { $entry }
counter-other = 已办：{ $event }（分录 { $entry }）
counter-clipped = 按细则应得 { $computed }，受上限所限只记 { $points }（{ $caps }）
counter-clipped-deduction = 按细则应扣 { $computed }，只能扣 { $points }（上限：{ $caps }；不扣到底线以下）
counter-until = 可用到 { $until } 为止
counter-spilled = 其中 { $points } 转入公益池 { $pool }：{ $account } 已到可持有的上限
counter-matched = 另合用 { $points } { $currency }
counter-balance = { $account } 现有 { $balance } { $currency }
counter-balance-part = { $account } 现有 { $balance } { $currency }，其中可用 { $available }
counter-arrears = { $account } 现为欠分：{ $balance } { $currency }；今后所得先补欠分
counter-repeated = 这个请求先前已由分录 { $entry } 办过，没有重复记账
no-rulebook-yet = 分行 `{ $branch }` 还没有施行中的积分细则
    .hint = 由主管启用：`wenming --branch { $branch } 细则 启用 --help`
rebuild-done = 账簿已从流水重建：{ $branches } 个分行，{ $entries } 条分录
balance-none = 还没有账户持有积分
balance-sum = 共 { $count } 个账户，合计 { $sum } { $currency }
statement-reversed = 【已冲正，见 { $by }】
statement-none = 这个账户还没有发生过分录
heading-account = 账号
heading-household = 户号
heading-name = 姓名
heading-currency = 种类
heading-balance = 余额
heading-available = 可用
heading-remark = 备注
heading-entry = 分录
heading-day = 日期
heading-event = 业务
heading-about = 内容
heading-points = 积分
heading-rule = 事项代码
heading-evidence = 佐证
heading-by = 经办
heading-branch = 分行
heading-branch-name = 名称
heading-entries = 分录
heading-commits = 签名
heading-accounts = 账户
heading-held = 账户结存
heading-unredeemed = 未兑积分
heading-findings = 发现
remark-ended = { $points } 已于 { $until } 到期，尚未入账
remark-ends = { $points } 到 { $until } 为止
remark-frozen = 冻结
remark-closed = 销户
remark-arrears = 欠分

## 审计

audit-progress = 正在审计
audit-head = { $branch } 链头：{ $head }
audit-key = 由 `{ $by }` 开设，公钥 { $key }；请与总行公布的公钥核对
audit-without-hq = 这里没有总行的流水，未与总行核对
audit-branch-alone = 只审计本分行，未与总行核对
audit-clean = 没有发现问题：{ $books ->
        [true] 链、签名、每一笔加分和余额都对得上，账簿与流水一致
       *[other] 链、签名、每一笔加分和余额都对得上
    }
audit-anchors = 已与 { $count } 份封账和回单核对
audit-conflicts = 这里留有不可能都是真的封账：{ $paths }。请问明该分行签的是哪一份，并把文件夹交给审计员看
audit-findings = 共 { $count } 处问题
    .hint = 请勿改动文件夹；保存好这份清单，并与最新的流水备份比对
audit-unfinished = 没写完的
    .hint = 已确认的分录一条不少：写入时程序中断了，下次记账会把剩下的移到一边
audit-observations = 可以问一问的（规矩都守了，不算问题）
audit-sample = 抽查名单
audit-sample-none = 没有可抽查的：所写的日期里没有存入
observation-approver-share = { $account }：{ $of } 笔得分中有 { $agreed } 笔由 `{ $approver }` 审定；此人审定的占 { $branch } 全部得分的 { $usually }%
observation-approval-in-family = { $entry }：`{ $approver }` 审定了自家账户 { $account } 的得分
observation-last-day-spike = { $branch }：当月 { $of } 中有 { $points } 是月末最后一天 { $day } 做的事
observation-cap-hugging = { $account }：{ $rule } 的月上限 { $cap } 分，{ $of } 个月里有 { $months } 个月正好拿满；别的户很少这样
observation-deed-twice = { $entry }：{ $account } 本户在 { $on } 按 { $rule } 已经由 { $like } 记过分
observation-more = { $branch }：同类的还有 { $count } 条
no-journal = `{ $path }` 里没有流水
    .hint = 请指明银行文件夹、其中的 `journal` 文件夹，或以分行代码命名的文件夹，如 `LC01`
evidence-unreadable = `{ $path }` 不能作凭据：{ $why }
    .hint = 请用当初发出的原件，完整且未经改动：封账或回单
evidence-further = `{ $path }` 所记的 { $branch } 与这里一致，还多出 { $count } 笔：这里的副本较旧
evidence-elsewhere = `{ $path }` 属于 `{ $log }`，这里没有审计这个分行
    .hint = 本次审计的是 { $names }；请去掉这个文件，或改用该分行所在的文件夹
unread-not-a-file = 不是文件
unread-too-long = 超过 { $kib } KiB，这类文件不会这么长
unread-not-text = 不是 UTF-8 文本
evidence-too-many = 写了 { $given } 个文件，一次最多读 { $most } 个
    .hint = 请分几次核对，每次带一部分：`wenming 审计 --against 文件`
evidence-no-checkpoint = 不是封账，或有改动
evidence-no-receipt = 第 { $line } 行不合回单的格式
evidence-no-entry = 第一行不是分录
evidence-bare-proof = `{ $path }` 只有证明，没有它所证明的分录：这里要的是回单
    .hint = 请把写有该分录的文件接在它前面，即成回单：`cat 分录文件 { $path } > 回单`；或请分行另出回单：`wenming 回单 分录 --out 文件`
evidence-misplaced = 不是它的文件名所说的封账
finding-account = 账户：{ "" }
finding-rule = 事项：{ "" }
finding-source = 对照：{ "" }
finding-within = 最早的不同在此范围内：{ "" }
finding-problem = 问题：{ "" }
finding-refused = 当日的细则不予入账：{ "" }
finding-expected = 应为：{ "" }
finding-found = 实为：{ "" }
finding-none = 没有
finding-part = 不一致的是：{ "" }
books-part-size = 分录条数
books-part-head = 最后一条分录的哈希
books-part-charter = 分行的名称、来源或起始日
books-part-branch-keys = 封账用的分行密钥
books-part-operators = 经办人
books-part-branches = 批准的分行
books-part-rulebooks = 积分细则
books-part-offers = 兑换项目
books-part-notices = 公示（分录号）
books-part-appeals = 众筹
books-part-fund = 基金
books-part-under-way = 村与村之间在途的积分
books-part-accounts = 账户数
books-part-totals = 公益池、最近一件事的日期或申报中的积分
books-part-requests = 请求和佐证的索引条数
books-part-request = 这条分录的请求
books-part-system = 分行自己的账户
books-part-balance = 余额
books-part-account = 账户的其他内容
books-part-entries = 账户的分录
books-part-caps-used = 已用的上限，年份
finding-line-unreadable = 这一行不是分录
finding-entry-missing = 缺少分录或次序颠倒
finding-entry-of-another-branch = 分录属于别的分行
finding-chain-broken = 链断了：本条或上一条被改过
finding-time-backwards = 时间倒退
finding-time-ahead = 分录的时间还没有到
    .expected = 不晚于 { $fact }
finding-commit-mixed = 一次提交里有两个经办人
finding-signature-wrong = 签名不对
finding-signer-unknown = 签名人没有登记
finding-beginning-wrong = 第一条分录不是开设分行
    .expected = 建立银行或开设分行的分录
finding-commit-unfinished = 末尾的分录没有签名，还没有记账
    .expected = 末尾有签名
finding-tail-torn = 最后一行不完整，还没有记账
    .found = 多出 { $fact } 个字节，没有换行
finding-entries-lost = 已确认的分录不见了
    .expected = 已确认的 { $fact } 条
    .found = { $fact } 条
finding-entry-replaced = 此处当初确认的是另一条分录
    .expected = 当初在此确认的分录
    .found = 另一条
finding-no-right = 经办人无权办理
finding-cap-exceeded = 超出上限
finding-award-wrong = 与细则算得的不符
finding-overdraft = 用去的多于可用的
finding-rule-refuses = 当日的细则不予入账
finding-event-wrong = 分录内容与应有的不符
finding-request-repeated = 同一个请求办了两次
    .expected = 一个请求只办一次
    .found = 此前已办：{ $fact }
finding-evidence-repeated = 同一份佐证用于两件事
    .expected = 一份佐证只用于一件事
    .found = 此前已用：{ $fact }
finding-sum-not-zero = 积分收支不平
finding-books-differ = 账簿与流水不一致
finding-books-unusable = 账簿打不开
finding-branch-missing = 总行批准过这个分行，却没有它的流水
    .expected = 该分行的流水
finding-branch-not-chartered = 总行没有开设过这个分行
    .expected = 总行批准过，并由总行主管开设
finding-branch-of-another-bank = 这个分行属于别的银行
finding-leg-without-twin = 积分在村与村之间往来，另一边没有对应的分录
    .expected = 另一边的分录：{ $fact }
    .found = { $fact ->
        [none] 没有
       *[other] 没有；自 { $fact } 起只有这一边
    }
finding-twin-wrong = 村与村之间往来的两边说法不一
finding-clearing-not-zero = 各村清算户的合计不等于在途积分
    .expected = 在途的 { $fact }
finding-settled-wrong = 分行结清的与总行轧差的不符，或者没有结清
    .expected = 结清：{ $fact }
finding-root-differs = 分录与封账时的不是同一批
finding-journal-shorter = 封账时有的分录不见了
finding-receipt-differs = 回单所载之处是另一条分录
finding-receipt-unproven = 回单证明不了它所说的：改动过，或是编造的
finding-checkpoint-unsigned = 封账没有用当时的分行密钥签名
finding-cosignature-wrong = 见证没有用见证方当时的密钥签名
finding-checkpoint-unreadable = 留存的封账读不出来

## 表格里的一行：哪里不对，怎样改

semicolon = ；
rows = { $n } 行
row-missing = { $column ->
        [as-of] 表里没有日期一栏
       *[other] 这一格没有填
    }
    .hint = { $column ->
        [household] 请填户号，如 `二组-017`；查户号：`wenming 账户 查找 姓名`
        [account] 请填账号；查账号：`wenming 账户 查找 姓名`
        [name] 请填户主姓名
        [rule] 请填事项代码，如 `H07`；有哪些见 `wenming{ $in } 细则 查看`
        [item] 请填事项，与细则写法相同；有哪些见 `wenming{ $in } 细则 查看`
        [on] 请填日期，如 2026-03-05
        [as-of] 请写明旧账截止的日子：`--as-of 2026-02-28`，或者加一栏“截止日期”
        [qty] 请填数量，如 1、2次、1.5小时
        [points] 请填积分，如 120
       *[other] 请填上
    }
row-number-unreadable = { $why }
    .hint = 只写数字，如 5 或 1.5
row-number-too-precise = { $why }
    .hint = 请少写几位小数
row-number-too-large = { $why }
    .hint = 请核对，可能多打了几位
row-number-not-positive = { $why }
    .hint = 请填大于零的数；旧账欠分的户不转入，先填 0，另行处理
row-name-form = { $why }
    .hint = { $kind ->
        [operator] 审定人一栏要填经办人代号，不填姓名或小组；有哪些人见 `wenming{ $in } 经办人 列表`。若整张表同一人审定，删去这一栏，导入时加 `--approver 经办人`
        [household] 请照户册改写户号
        [account] 请照存折改写账号，或改填户号
       *[other] 请照上面的写法改
    }
row-name-check-character = { $why }
    .hint = 多半是抄错了一位；也可以改填户号
row-unknown-household = 本分行没有户号 `{ $given }`，也没有叫这个名字的户主
    .hint = 请与户册核对；若是新户，先把它登进户册再导入，或：`wenming{ $in } 账户 开户 --household 户号`
row-ambiguous-name = 叫“{ $name }”的户主不止一个：{ $accounts }
    .hint = 请改填户号或账号
row-accounts-differ = 户号是 { $first } 的，账号却是 { $second } 的
    .hint = 请核对是哪一户，把写错的那一格改正或清空
row-unknown-rule = 当日的细则里没有“{ $given }”
    .hint = 请填事项代码，如 `H07`，或与细则写法相同的事项；有哪些见 `wenming{ $in } 细则 查看`
row-ambiguous-item = 叫“{ $item }”的事项不止一个：{ $rules }
    .hint = 请改填事项代码
row-unknown-kind = 没有“{ $given }”这种账户
    .hint = 请填 户、个人、队伍、商户 或 公益池；空着就是户
row-holder-too-long = { $field }有 { $length } 个字，最多 { $max } 个字
    .hint = 请核对，可能几项内容填进了一格
row-holder-control = { $field }里有看不见的控制字符或换行
    .hint = 请在这一格重新输入，不要粘贴
row-holder-birth-year = 出生年份 { $year } 不对，应在1900至2100之间
    .hint = 请写四位数的年份，如 2015
row-branch-missing = 没有写明是哪个村的
    .hint = 请写账号，或在“村”一列（没有就加一列）写上分行代码或村名
row-unknown-branch = 银行里没有“{ $given }”这个村，或不止一个村叫这个名字
    .hint = 请写分行代码，见 `wenming 分行 列表`
row-other-branch = 这一行是 { $branch } 的，表却是导入到别的村
    .hint = 请核对这一行的村；若没写错，导入时不写 `--branch`，每行记到自己的村
row-beyond-headings = 这一行的格子比表头多，多出来的不知是哪一列的
    .hint = 多半是某一格里有没加引号的逗号：给那一格加上英文双引号；若是表头空着，给那一列写上表头
row-household-twice = 户号 `{ $household }` 在第 { $row } 行已经有了，户主却是另一个人
    .hint = 请查清哪一行的户号写错了
holder-field-name = 姓名
holder-field-phone = 电话
holder-field-id-number = 身份证号
holder-field-guardian = 监护人姓名
holder-field-birth-year = 出生年份
holder-field-people = 人口
cell-empty = 这一格没有填
    .hint = 请填上
cell-formula-without-value = 这一格是公式，文件里没有存下算好的结果
    .hint = 用 Excel 或 WPS 打开，保存一次再导入；或直接填数
cell-error-value = 这一格是出错的公式 `{ $given }`
    .hint = 请改正公式，或直接填数
cell-control-character = 这一格有看不见的控制字符 { $character }
    .hint = 请清空后重新输入，不要粘贴
cell-digits-lost = `{ $given }` 是按数字存的长号码，末几位已经丢了
    .hint = 先把这一格设为“文本”格式，再照原件重新输入
cell-not-text = 这一格成了日期或时间（{ $given }）
    .hint = 先把这一格设为“文本”格式，再重新输入
date-unreadable = 看不懂的日期
    .hint = 请写明年月日，如 2026-03-05 或 2026年3月5日
date-impossible = 没有这一天
    .hint = 请核对月份和日子
date-short-year = 年份要写四位数
    .hint = 如 2026-03-05
date-without-year = 没有写年份
    .hint = 请写全，如 2026-03-05；若整张表是同一年，导入时加 `--year 年份`
quantity-unreadable = 看不懂的数量
    .hint = 请写数字，可带单位：1、2次、1.5小时、90分钟
quantity-too-precise = 小数超过四位
    .hint = 请少写几位小数
quantity-absurd = 数量大得不合情理
    .hint = 请核对，可能是笔误

## 表格里的一行被细则拒绝时，在表里怎样改（其余与柜台的提示相同）

mend-other-branch = 请核对这一行的村和账号，哪个写错改哪个；若都没写错、导入时写了 `--branch`，不写再导入一次：每行记到自己的村
mend-future-day = 请核对日期，年份也看一看；事情办完了才能登记
mend-before-bank = 请核对日期；开行以前的积分属于期初结余，不在登记表里补
mend-no-rulebook = 请核对日期；那天还没有细则
mend-too-late = 请核对日期；过期的事不再登记
mend-late-needs-claim = 请核对日期；日期没错的，登记表里写不了证明人，请另用 `wenming 申报 提交` 补登，写明两位证明人的账号
mend-witnesses-missing = 请核对日期；日期没错的，登记表里写不了证明人，请另用 `wenming 申报 提交` 补登，写明两位证明人的账号
mend-unknown-rule = 请照细则改写代码；有哪些见 `wenming{ $in } 细则 查看`
mend-holder-not-allowed = 请核对户号和事项代码；适用对象见 `wenming{ $in } 细则 查看`
mend-approver-missing = 请在“审定人”一栏填经办人代号；若整张表同一人审定，导入时加 `--approver 经办人`
mend-approver-is-poster = 审定的须是另一人：改“审定人”一栏，或换 `--approver`
mend-approver-unfit = 请改“审定人”一栏，或换 `--approver`；有哪些人见 `wenming{ $in } 经办人 列表`
mend-award-not-positive = 请填实际数量；若要撤销已入账的一笔，由主管冲正，不在表里填负数
mend-award-cap-reached = 不必改：上限已满，这一行本来就不再计分
mend-household-taken = 不必改：这一户已经有账户
mend-already-brought-forward = 不必改：这一户的期初结余已经转入；若当时转错，由主管冲正

## 表格文件

sheet-place = （工作表“{ $sheet }”）
sheet-unreadable-format = `{ $path }` 读不了：它是{ $found }
    .hint = { $form ->
            [folder] 请给出文件夹里的那个文件
            [pipe] 请先存成文件
            [zip] 若它本是 .xlsx，把后缀改回 .xlsx；否则先解压
            [text] 若它本是 .csv，把后缀改回 .csv；否则用 Excel 或 WPS 打开，另存为 .xlsx
           *[other] 用 Excel 或 WPS 打开，另存为 .xlsx 再导入
        }
sheet-form-et = WPS 的 .et 表格
sheet-form-xls = 旧式的 .xls 表格
sheet-form-html = 网页，只是后缀改成了表格
sheet-form-ole = 旧式的 Office 文件，只是后缀改成了 .xlsx
sheet-form-zip = 压缩包
sheet-form-text = 文本，只是后缀改成了 .xlsx
sheet-form-pipe = 不是文件，读不到头
sheet-form-folder = 文件夹
sheet-form-unknown = 认不出的文件
sheet-password = `{ $path }` 设了密码，打不开
    .hint = 用 Excel 或 WPS 打开，取消密码后保存，再导入
sheet-damaged = `{ $path }` 已损坏（{ $detail }）
    .hint = 用 Excel 或 WPS 打开，能打开就另存一份再导入
sheet-quote-not-closed = `{ $path }` 第 { $row } 行的引号只有一半，后面的行都会被吞掉
    .hint = 请补上或删去那个引号；或用 Excel 打开后另存为 .xlsx
sheet-too-large = `{ $path }` 太大：{ $found }，最多 { $limit }（{ $what ->
        [file] 文件
        [unpacked] 展开后
        [text] 文字
       *[cells] 格数
    }）
    .hint = 请分成几个文件，分别导入
sheet-too-many-rows = `{ $path }`{ $place }第 { $row } 行还有内容，最多 { $limit } 行
    .hint = 请删去末尾无关的内容，或分成几张表
sheet-too-many-columns = `{ $path }`{ $place }第 { $column } 列还有内容，最多 { $limit } 列
    .hint = 请删去右边无关的内容
sheet-bad-encoding = `{ $path }` 第 { $line } 行不是 UTF-8，也不是 GBK
    .hint = 用 Excel 或 WPS 打开，另存为 .xlsx 再导入
sheet-no-header = `{ $path }`{ $place }找不到表头：缺 { $missing }{ $case ->
        [none] {""}
       *[some] {""}；最像表头的是第 { $row } 行：{ $seen }
    }
    .hint = 请在表头一行写上这几列的名称{ $others }
sheet-other-names = { $name } 也可写作 { $others }
sheet-duplicate-column = `{ $path }`{ $place }第 { $row } 行的 { $first } 和 { $second } 是同一种内容
    .hint = 请留下要用的一列，把另一列的表头改成别的名字
sheet-empty = `{ $path }` 是空的
    .hint = 请核对文件；内容若在隐藏的工作表里，先取消隐藏
sheet-exists = `{ $path }` 已经有了，没有覆盖
    .hint = 请换一个文件名，或先把它移走
sheet-unwritable-format = 写不了 `{ $path }`：只写 .xlsx 和 .csv
    .hint = 请把文件名的后缀改成 .xlsx 或 .csv
sheet-unwritable = 写不了 `{ $path }`（{ $detail }）
    .hint = 改成 .csv 试试
sheet-several = `{ $path }` 有几张工作表都合适：{ $sheets }
    .hint = 请指明哪一张：`--sheet { $first }`
sheet-no-such = `{ $path }` 里没有工作表“{ $sheet }”
    .hint = 有的是：{ $sheets }
sheet-of-deeds = `{ $path }` 像是积分登记表，不是户册：有户号、事项和日期
    .hint = 积分登记用 `wenming 导入 登记表 文件`；若要按它开户，请只留户号和姓名两列

## 导入

import-head = { $file }{ $place } → { $case ->
        [one] 分行 { $branch }
       *[several] { $n } 个分行
    }：数据 { $rows }
import-ready = 可入账 { $rows }：{ $sums }
import-claims = 作申报提交、审核后入账 { $rows }：{ $sums }
import-claims-like = 其中 { $rows }与已有的事相似，核实时须说明是另一件事：
import-ready-accounts = 可开户 { $rows }：账号 { $first } 至 { $last }
import-ready-none = 没有可入账的新内容
import-sum-credited = 存入 { $points }（{ $currency }）
import-sum-claimed = { $points }（{ $currency }）
import-sum-charged = 扣减 { $points }（{ $currency }）
import-sum-forward = 转入 { $points }（{ $currency }）
import-floor = 扣到 { $floor } 为止
import-clipped = 其中 { $rows }受上限或底线所限，只计一部分：
import-refused = 所属分行现在不能入账 { $rows }：
import-refused-branch = { $branch }：{ $what }
import-refused-again = 已入账的不受影响；处理好以后把整张表再导入一次，不会重复入账
import-several = 或在表里写明：用账号，或加一列“村”写分行代码或村名，每行就记到自己的村
import-bad = 有问题 { $rows }，要改：
import-used-up = 上限已满、不再计分 { $rows }，不必改：
import-held = 疑似重复 { $rows }，没有入账{ $case ->
        [deposits] （若确是不同的事，加 `--allow-duplicates`）
        [again] （若是已入账的事改了数量或佐证，先把那笔冲正，再导入；若确是不同的事，加 `--allow-duplicates`）
       *[other] {""}
    }：
import-held-row = 第 { $row } 行与第 { $same } 行相同：{ $about }
import-held-entry = 第 { $row } 行与分录 { $entry } 相似：{ $about }
import-already = { $case ->
        [accounts] 以前已开户 { $rows }，保持原样
       *[other] 以前已入账 { $rows }，不会重复
    }
import-differs = 其中 { $rows }的备注或审定人与入账时不同，以先入账的为准：第 { $list } 行
import-taken = 已另行开户 { $rows }，保持原样：{ $list }
import-names-differ = 姓名与登记的不同 { $rows }，按户号入账，请核对：
import-names-missing = 另有 { $n } 户的姓名没有存下，将补存
import-skipped = 余额为零、不用转入 { $rows }
import-left-out = 不是数据 { $rows }，已略过：{ $list }
import-left-out-row = 第 { $row } 行“{ $text }”
import-repeated-header = 重复的表头
import-unused = 没有用到的列：{ $list }
import-bad-rows-written = 要改的行已写到 `{ $path }`，改好后导入这个文件即可
import-more = ……还有 { $rows }，全部列出用 `--json`
import-reason = { $case ->
        [cell] { $column }：
       *[row] {""}
    }{ $what } → { $mend }
import-reading = 正在读表……
import-posting = 正在入账……
import-ask = 现在入账吗？
import-declined = 没有入账
import-add-yes = 还没有入账：看过无误，加上 `--yes` 再运行一次
import-posted = 已入账 { $rows }：{ $sums }
import-posted-accounts = 已开户 { $rows }
import-claimed = 已作申报提交 { $rows }：{ $sums }
import-from-to = { $first } 至 { $last }
import-entries = ，分录 { $entries }
import-names-kept = 姓名已存入保险柜 { $n } 户
import-row-refused = 第 { $row } 行：{ $what }；{ $branch } 的行都没有入账
import-findings = 有 { $rows }要改，没有入账
    .hint = 在原表上改好，再导入一次：已入账的不会重复
    .option = 或加 `--bad-rows 待改.xlsx`，把这些行连同原因另存一份来改
column-row = 行
column-column = 列
column-given = 内容
column-what = 哪里不对，怎样改
column-computed = 应计
column-awarded = 实计
column-clipped-by = 受限于
column-reason = 原因
column-name-given = 表里
column-name-kept = 登记

## 导出（标题不与导入的表头混同：流水和对账单不会被当成登记表）

column-branch = 分行
column-seq = 序
column-at = 入账时间
column-by = 经办
column-reversed-by = 冲正分录
column-event = 类别
column-account = 账号
column-other-account = 对方账号
column-rule = 代码
column-qty = 数量
column-points = 变动
column-currency = 积分种类
column-on = 业务日
column-evidence = 佐证
column-note = 备注
column-hash = 哈希
column-day = 入账日
column-entry = 分录
column-entries = 分录
column-rows = 行数
column-item = 事由
column-balance = 余额
column-household = 户号
column-kind = 类型
column-status = 状态
column-opened = 开户日
column-name = 户主姓名
column-name-masked = 隐名
column-total = 合计
export-written = 已写到 `{ $path }`：{ $rows }
export-written-text = 已写到 `{ $path }`
export-ending = `{ $path }` 的后缀在这里用不了
    .hint = 可用的后缀：{ $endings }
export-exists-hint = 请换一个文件名；确要覆盖，加 `--force`
export-names-locked = 手头没有保险柜的密钥，写不出全名
    .hint = 请用 `--keys 文件夹` 指明密钥所在，或不加 `--reveal`

## 表样

template-name = { $kind ->
        [accounts] 户主登记
        [opening] 期初结余
       *[deposits] 积分登记
    }
template-notes = 填表说明
template-title = { $branch } { $kind ->
        [accounts] 户主登记表：一行一户
        [opening] 期初结余表：一行一户
       *[deposits] 积分登记表：一行一件事
    }
template-note-columns = 第一行的标题不要改；橙色标题的列必填，其余的可以空着。右边可以加自己的列，导入时不看。
template-note-choose = 带箭头的格子从列表里选。列表是做这张表时的：后来开的户、改的细则，重新做一张表就有了。
template-note-rows = 备好了 { $rows } 行，不够可以接着往下写。
template-note-import = 填好以后：`{ $wenming } 导入 { $kind ->
        [accounts] 户册
        [opening] 期初
       *[deposits] 登记表
    } 文件`；先列出会怎样，确认以后才入账。
template-household = 从列表里选户号；没有户号的是账号。
template-household-new = 村里的户号，如“二组-017”；每户只写一行。
template-name-new = 户主姓名；个人、队伍、商户写它的名称。只存进加密的姓名库，不进流水。
template-name-check = 可以不填；填了会与登记的姓名核对，不一致时提醒。
template-phone = 联系电话，按文本存，不会丢掉前面的 0。
template-id-number = 身份证号，按文本存，18 位一位不少。
template-birth-year = 个人的出生年份，四位数；未满14周岁的不上公示榜。
template-guardian = 未成年人的监护人姓名。
template-people = 家庭人口，整数。
template-kind = 从列表里选；不填就是户。
template-rule = 从列表里选事项。
template-on = 事情发生的日期，{ $first } 至 { $last }，如 2026-3-5。
template-as-of = 旧账截止的日期，{ $first } 至 { $last }，如 2025-12-31。
template-qty = 大于 0 的数：几次、几件、几小时、几元，看事项的单位。
template-points = 旧账的结余积分；0 的行不入账。
template-evidence = 佐证：签到表、照片、证书等，写清名称或编号；不要写身份证号和电话。
template-note = 备注；不要写姓名、身份证号和电话。
template-approver = 从列表里选审定人；细则要求时才填。
template-written = 表样写好了：`{ $path }`，{ $rows } 行可填{ $kind ->
        [accounts] {""}
        [opening] ，可选 { $accounts } 户
       *[deposits] ，可选 { $accounts } 户、{ $rules } 个事项
    }
next-template = 填好以后导入：`{ $wenming } 导入 { $kind ->
        [accounts] 户册
        [opening] 期初
       *[deposits] 登记表
    } { $path }`

## 细则哪里不对

fault-line = { $place }：{ $what }
fault-mend = {"    "}改法：{ $mend }
place-comma = ，
place-line = 第 { $line } 行
place-row = 第 { $row } 行
place-rule = 事项 `{ $rule }`
place-field = “{ $field }”
type-text = 一段文字
type-whole = 整数
type-float = 带小数点的数
type-bool = true 或 false
type-time = 日期或时间
type-array = 数组
type-table = 表
type-tables = 一组表，写成 `[[rule]]`
type-quoted = 引号里的文字
type-number = 引号里的数，或整数
type-list = 引号里的文字，如 `["20/月"]`
type-day = 日期，如 2026-03-19
fault-syntax = 不是 TOML 的写法（{ $why }）
    .mend = 请对照 `wenming 细则 检查 表格.csv --toml` 输出的样子改
fault-text-too-large = 全文 { $bytes } 字节，流水里一条最多放 { $most } 字节
    .mend = 请缩短备注、佐证等文字，或分成两份细则
fault-unknown-key = 不认得 `{ $key }`
    .mend = 可用的有：{ $known }
fault-missing = 没有填
    .mend = 请填上
fault-wrong-type = 写的是{ $found }
    .mend = 应写{ $wanted }
fault-float = `{ $text }` 带小数点又没加引号，会变得不准
    .mend = 请加引号：`"{ $text }"`
fault-name = `{ $text }` 不合写法
fault-amount = { $why }
    .mend = 请写成 `5` 或 `1.5` 这样的数
fault-day = `{ $text }` 不是日期
    .mend = 请写成 `2026-03-19`
fault-cap-unreadable = `{ $text }` 读不出是什么上限
    .mend = 请写成 `20/月`、`2次/月`、`2h/次`、`90日内`；没有上限写 无
fault-cap-ambiguous = `{ $text }` 有两种读法
    .mend = 几个上限之间请加逗号，如 `12/次, 2次/月`
fault-cap-no-period = `{ $text }` 没有写明多长时间内
    .mend = 请写成 `{ $text }/月`、`{ $text }/年`；一生只算一次的写 `{ $text }/life`
fault-cap-zero = `{ $text }` 等于一分不给
    .mend = 请写大于零的数；没有上限写 无
fault-cap-negative = `{ $text }` 是负数，而这一项是加分
    .mend = 只有扣分项的上限才写负号
fault-cap-number = `{ $text }` 不是上限：{ $why }
    .mend = 请写成 `20/月` 这样
fault-cap-contradiction = { $one } 与 { $other } 不能同时成立
    .mend = 请只留一个
fault-cap-not-by-the-hour = { $cap }按小时封顶，而这一项不按小时计
    .mend = 请把单位改成 小时，或改成按次封顶，如 `2次/月`
fault-cap-within-one-entry = { $cap }：一次之内数不出次数或户数
    .mend = 请写明每日、每月、每年或终身，如 `2次/月`
fault-points = `{ $text }` 不是分值
    .mend = 请写成 `+2`、`-1`、`1.5` 或 `等额`
fault-choice = `{ $text }` 不在可选之列
    .mend = 可选：{ $known }
fault-twice = `{ $text }` 出现了两次
    .mend = 请只留一个，另一个改名或删去
fault-unknown-currency = 这份细则里没有积分种类 `{ $text }`
    .mend = 请改成已有的一种，或加上这一种
fault-which-currency = 有几种积分，没有写明用哪一种
    .mend = 请写上 `currency = "JF"`
fault-too-precise = `{ $amount }` 的小数多于积分种类规定的 { $decimals } 位
    .mend = 请改成 { $decimals } 位小数，或把积分种类的小数位数加大（表格用 `--decimals`）
fault-decimals = `{ $text }` 不是小数位数
    .mend = 请写 0、1、2、3 或 4
fault-negative = `{ $amount }` 小于零
    .mend = 请写零或更大的数
fault-ends-before-it-starts = 截止日 { $until } 早于起始日 { $from }
    .mend = 请核对两个日期
fault-too-long = 有 { $length } 个字，最多 { $most } 个字
    .mend = 请写短些
fault-control-character = 里有换行或看不见的控制字符
    .mend = 请在一行内重新输入
fault-too-many = 有 { $count } 个，最多 { $most } 个
    .mend = 请减少，或分成两份细则
fault-expiry = `{ $text }` 读不出积分的有效期
    .mend = 请写 `24个月`（1 至 600）、`半年`、`年底` 或 `永久`
fault-percent = `{ $text }` 不是百分比
    .mend = 请写 `1%` 至 `99%` 的整数
fault-nothing-to-carry = 积分永不过期，无从结转
    .mend = 请写上有效期 `expires`，或去掉这一项
fault-spend-with = `{ $text }` 读不出要搭配哪种积分使用
    .mend = 请写成 `RW 1:5`：每 1 个 `RW` 至多配 5 个（1 至 100）
fault-spend-with-itself = `{ $currency }` 不能与自己搭配
    .mend = 请写另一种积分
fault-spend-with-chain = `{ $currency }` 本身也要与别的积分搭配使用
    .mend = 请写一种能单独使用的积分
fault-review = `{ $text }` 不是程序中的一步
    .mend = 请写 `核实2人`（1 至 5 人）、`评议`、`公示7天`（1 至 60 天）
fault-review-order = `{ $text }` 的先后不对
    .mend = 次序是：核实、评议、公示
fault-only-earn = 只有加分项才能写，而这一项是“{ $kind }”
    .mend = 请去掉
fault-pays-no-holder = 积分记入{ $holder }账户，而对象里没有{ $holder }
    .mend = 请在 `holders` 里加上 "{ $word }"，或去掉 `pays`
fault-day-count = `{ $text }` 不是天数
    .mend = 请写 0 至 { $most } 的整数
fault-late-after = 超过 { $after } 天算补登，{ $within ->
        [none] 却没有写明最晚多少天内登记
       *[other] 而 { $within } 天内才能登记
    }
    .mend = 请把登记期限写成 { $most } 天以上，如 `caps = ["{ $most }日内"]`
fault-bounds-cross = 上下限之间没有余地：从 { $from } 到 { $to }
    .mend = `points_from` 不能大于 `points_to`
fault-out-of-bounds = { $points } 分不在规定范围内：{ $bounds }
    .mend = 请改成范围内的分值
fault-needs-base = 这份只写了与《{ $base }》不同的地方
    .mend = 请用 `--base 文件` 指明那份细则
fault-other-base = 写的是依据《{ $extends }》，而 `--base` 给的是《{ $base }》
    .mend = 请换成所依据的那份，或改写 `extends = "{ $base }"`
fault-not-in-base = 上级细则里没有事项 `{ $rule }`
    .mend = 请核对代码；村里自己加的事项写成 `[[rule]]`
fault-fixed = { $case ->
        [drop] 上级细则不许取消事项 `{ $base }`
        [nothing] 上级细则不许改动 `{ $field }`：那里没有写
       *[other] 上级细则不许改动 `{ $field }`，规定是 `{ $base }`
    }
    .mend = 请去掉；只有制定上级细则的一方能改
fault-no-header = 前 { $rows } 行里找不到表头
    .mend = 请有一行写：代码、类别、事项、单位、分值、上限、佐证、审定
fault-missing-column = 表里没有“{ $name }”一栏
    .mend = 请加上这一栏，内容可以空着

## 总行、分行、经办人、细则、账户、兑换项目的办理结果

next-step = 下一步: { $step }
in-brackets = { $what }（{ $more }）
reason = 原因
across-branch = 分行 `{ $branch }`：{ $message }
across-done = 已办好：{ $branches }；解决后再运行同一命令，已办好的不会重复办
no-village = 还没有开设村分行
    .hint = 先由总行主管开设：`{ $wenming } 分行 开设 LC01 --name 村名`

init-done = 已建行：{ $name }
init-origin = 银行标识
init-folder = 文件夹
init-manager = 总行主管
init-key-file = 密钥文件
init-public-key = 总行公钥
init-since = 起始日
init-keep-keys = 密钥文件等于印章：请另存一份（如U盘）妥善保管，不要交给别人；总行公钥可以公开，供审计核对
bank-exists = `{ $path }` 里已经有一个银行
    .hint = 查看：`{ $wenming } 分行 列表`；另建一个请用 `--bank` 指一个新文件夹
folder-not-empty = `{ $path }` 不是空文件夹，里面有 `{ $other }`
    .hint = 请用 `--bank` 指一个新文件夹，如 `wenming --bank ./lucheng 建行 …`

branch-opened = 已开设分行 { $branch } { $name }
branch-code = 代码
branch-name = 名称
branch-since = 起始日
branch-manager = 主管
branch-entries = 分录
branch-accounts = 账户
branch-operators = 经办人
branch-rulebook = 现行细则
branch-head = 末条哈希
branch-not-open = 未开设
branch-written = 记账处
branch-is-here = 本处
branch-is-away = 外出
branch-chartered-as = 总行已批准 `{ $branch }` 用名称“{ $name }”，只差开设
    .hint = 请用批准的名称再试：`--name { $name }`
next-branch-open = 开设分行：`{ $wenming } 分行 开设 LC01 --name 村名`
next-branch-finish = 完成开设：`{ $wenming } 分行 开设 { $branch } --name { $name }`
next-rules-adopt = 启用细则：`{ $wenming } --branch { $branch } 细则 启用 细则表.csv --from { $since }`
next-enroll = 登记经办员：`{ $wenming } --branch { $branch } 经办人 登记 clerk01 --role clerk`

branch-key-first = 首次设置
branch-key-set = 已为分行 { $branch } 设新密钥
branch-key-entry = 起于分录
branch-key-file = 密钥文件
branch-key-log = 封账用
branch-key-witness = 见证用
branch-key-in-force = { $branch }，现用，{ $at } 由 { $entry } 设立
branch-key-replaced = { $branch }，已替换，{ $at } 由 { $entry } 设立
next-branch-set-key = 给分行设密钥：`{ $wenming } --branch { $branch } 分行 设密钥`
next-branch-passphrase = 给密钥设口令：`{ $wenming } --branch { $branch } 分行 口令`
operator-key-made = 已为 { $operator } 造好密钥，文件就留在这台电脑
next-enroll-public-key = 把公钥发给主管，由主管登记：`wenming 经办人 登记 { $operator } --role clerk --public-key { $key }`
operator-enrolled = 已登记经办人 { $operator }
operator-changed = 已更改经办人 { $operator } 的登记
operator-as-before = 经办人 { $operator } 早已这样登记，无需再办
operator-retired = 已注销经办人 { $operator }，以前签过的仍然有效
operator-branch = 分行
operator-branches = 分行
operator-id = 代号
operator-role = 角色
operator-state = 状态
operator-acts = 在任
operator-is-retired = 已注销
operator-key = 公钥
operator-key-file = 密钥文件
operator-account = 本人账户
operator-key-hand-over = 请把密钥文件交给 { $operator } 本人，放到其电脑的密钥文件夹；别人拿到就能冒名经办
operator-other-key = { $operator } 在 { $branches } 登记的仍是另一把密钥；若已换钥，请加 `--all-branches` 再办一次
operator-acts-on = { $operator } 在 { $branches } 仍在任；要一并注销请加 `--all-branches`
next-account-open = 开户：`{ $wenming } --branch { $branch } 账户 开户 --household 一组-001 --name 姓名`
next-import = 或按户册成批开户：`{ $wenming } --branch { $branch } 导入 户册 户主登记.xlsx`
next-audit = 审计：`{ $wenming } 审计`

rule-code = 代码
rule-kind = 作用
rule-category = 类别
rule-item = 事项
rule-unit = 单位
rule-points = 分值
rule-currency = 积分种类
rule-holders = 对象
rule-caps = 上限
rule-evidence = 佐证
rule-steps = 审定
rule-from = 起始日
rule-until = 截止日
rule-remark = 备注
rule-name = 名称
rule-decimals = 小数位数
rule-floor = 扣分底线
rule-spendable-above = 可用线
rule-yuan-per-point = 每分折合元
rule-expires = 有效期
rule-carry-over = 到期结转
rule-ceiling = 账户上限
rule-spend-with = 搭配使用
rule-review = 程序
rule-pays = 记入
rule-late-after-days = 超过几天算补登
rule-points-from = 村里最少给分
rule-points-to = 村里最多给分
rule-fixed = 村里不得改动
rule-drop = 取消此项
rule-in-short = { $code } { $item }：{ $terms }
rules-title = 标题
rules-currencies = 积分种类
rules-rules = 事项
rules-in-force = 执行期
rules-hash = 全文哈希
rules-count = 共 { $all } 项：加分 { $earn }，扣分 { $deduct }，说明 { $clause }
rules-currency = { $code } { $name }，{ $decimals } 位小数，扣分底线 { $floor }
rules-currency-above = 只有高于 { $above } 的部分可用
rules-currency-worth = 每分约 { $yuan } 元
rules-currency-expires = 有效期：{ $said }
rules-currency-carry-over = 到期结转 { $said }
rules-currency-ceiling = 账户上限 { $said }
rules-currency-spend-with = { $said }使用
rules-from = { $from } 起
rules-from-until = { $from } 起；{ $next } 起改用新的一份
rules-has-faults = `{ $path }` 有 { $n } 处问题，改好后再检查
rules-unfit = `{ $path }` 有 { $n } 处问题，第一处：{ $first }
    .hint = 逐条查看：`{ $wenming } 细则 检查 { $file }`
rules-adopted = 已启用《{ $title }》，从 { $from } 起执行
rules-kept = { $branch }：表里和命令里都没有写的，照原细则：《{ $title }》，{ $currency }，{ $decimals } 位小数，扣分下限 { $floor }，可用线 { $above }
rules-already = 早已启用这一份，没有再办
rules-first = 首次启用细则
rules-same = 内容与原来相同，只是文字写法不同
rules-changes-in = 与原来相比（{ $branch }）：
rules-no-change = 两份细则没有差别
rules-file-ending = `{ $file }` 不是能读的细则文件
    .hint = 请用 .toml、.csv 或 .xlsx；.xls、.et 请先在 Excel 或 WPS 里另存为 .xlsx
rules-file-encoding = `{ $file }` 的文字编码读不懂
    .hint = 请另存为 UTF-8（表格另存为 .xlsx 即可）
options-of-tables = `{ $options }` 是给 .csv、.xlsx 表格用的，.toml 里自己写明
    .hint = 请去掉，或者写进 .toml：积分的条款写在 `[[currency]]` 下，标题写在最上面
base-not-toml = `{ $file }` 是表格，表格不能依据上级细则
    .hint = 请去掉 `--base`，或另写 .toml 说明不同之处：`extends`、`[[change]]`、`[[rule]]`、`drop`
rules-cell = 单元格 { $address }
rules-cell-formula = 是公式，但没有存下结果
rules-cell-unread = `{ $given }` 读不出内容
rules-cell-mend = 请直接填写内容，再存一次
rules-private = 像是有{ $number }；细则会永久留在流水里
    .mend = 请去掉号码，只写职务或单位
change-title = 标题由{ $old }改为{ $new }
change-currency = 积分种类 { $code } { $name }：{ $changes }
change-currency-added = 新增积分种类 { $currency }
change-currency-removed = 取消积分种类 { $currency }
change-rule = { $code } { $item }：{ $changes }
change-rule-added = 新增 { $rule }
change-rule-removed = 取消 { $rule }
change-comma = ；
change-field = { $field }由{ $old }改为{ $new }
change-points = 每{ $unit }{ $kind ->
        [deduct] 扣分
       *[earn] {""}
    }由{ $old }改为{ $new }
change-cap-event = 单次上限由{ $old }改为{ $new }
change-cap-day = 每日上限由{ $old }改为{ $new }
change-cap-month = 每月上限由{ $old }改为{ $new }
change-cap-year = 每年上限由{ $old }改为{ $new }
change-cap-life = 终身上限由{ $old }改为{ $new }
change-cap-group-day = 每组每日由{ $old }改为{ $new }
change-cap-group-month = 每组每月由{ $old }改为{ $new }
change-cap-group-year = 每组每年由{ $old }改为{ $new }
change-cap-group-life = 每组终身由{ $old }改为{ $new }
change-cap-late = 登记期限由{ $old }改为{ $new }
change-fund = 改为以基金为限
change-no-fund = 不再以基金为限
change-no-cap = 无上限
change-no-limit = 不限
change-none = （无）
change-none-expires = 永不过期
change-none-carry-over = 不结转
change-none-ceiling = 无上限
change-none-spend-with = 单独使用
change-none-yuan-per-point = 未定
change-none-review = 直接入账
change-none-pays = 所写账户
change-none-late-after-days = 不限
change-none-from = 不限
change-none-until = 不限
change-none-caps = 无上限
change-none-points-from = 不限
change-none-points-to = 不限
changes-in-short = 改 { $changed } 项、增 { $added } 项、减 { $removed } 项
map-twice = 事项 `{ $old }` 对应了两次，后一次是 `{ $new }`
    .hint = 原来的每一项只能对应草案的一项
map-unknown = `{ $old }` 要对应 `{ $new }`，但草案里没有这一项
    .hint = 草案里有：{ $codes }
map-line = { $file } 第 { $line } 行不是“原代码=新代码”：{ $given }
    .hint = 请每行写原来的代码和草案的代码，如 `H07=C04`
period-backwards = 截止日 { $to } 早于起始日 { $from }
    .hint = 请把早的一天写在前面：`--from { $to } --to { $from }`
simulated = 用《{ $title }》重算 { $from } 至 { $to } 的 { $n } 笔（{ $branches }）
simulate-rule = 原事项
simulate-draft = 草案
simulate-deeds = 笔数
simulate-before = 原计分
simulate-after = 新计分
simulate-change = 增减
simulate-clipped = 超限笔数
simulate-none = 不计分
simulate-total = 合计
simulate-from-to = 由 { $before } 变为 { $after }
simulate-earned = 加分
simulate-deducted = 扣分
simulate-cost = 基金负担
simulate-yuan = { $yuan } 元
simulate-yuan-unknown = （未写明）
simulate-cost-unknown = 算不出：细则都没有写明每分折合多少元（可加 `--yuan-per-point`）
simulate-accounts = 账户
simulate-who = { $gain } 户增加，{ $lose } 户减少，{ $same } 户不变
simulate-caps = 草案里起作用的上限：
simulate-cap-rule = 草案事项
simulate-lost = 少计分
simulate-gain = 增加最多的：
simulate-lose = 减少最多的：
simulate-unpaid = 照草案不计分的：
simulate-unpaid-rule = { $code } { $item }（{ $n } 笔）
simulate-unpaid-line = {"    "}{ $why }：{ $rules }
simulate-alike = {"    "}与 { $old } 同类别的有 { $codes }；如是指它，请加 `--map { $old }={ $new }`
simulate-by-item = { $old } 按事项相同，对应草案 { $new }
simulate-by-code = { $old } 按代码相同对应草案，而事项名称不同
simulate-unit = { $old } 的单位是{ $before }，{ $new } 是{ $after }：数量照原样计算
simulate-unused = 这段时间没有按 { $old } 记过分，`--map` 里这一项没有用上
unpaid-no-rule = 草案里没有这一项
unpaid-other-kind = 草案里这一项的加扣不同
unpaid-not-in-force = 草案里这一项当天不执行
unpaid-holder = 草案里这一项不给这类账户
unpaid-too-late = 登记晚于草案的期限
unpaid-unfit = 草案里这一项算不了这个数量
next-rules-adopt-file = 启用：`{ $wenming } 细则 启用 { $file } --from { $from }`
next-enroll-everywhere = 登记经办员：`{ $wenming } 经办人 登记 clerk01 --role clerk --all-branches`

account-opened = 已开户：{ $account }
account-named = 已记下 { $account } 的户主资料
account-frozen = 已冻结 { $account }，解冻前积分不能变动
account-unfrozen = 已解冻 { $account }
account-was-closed = 户号 `{ $household }` 的账户 `{ $account }` 已销户；重新开户后上限从头算起，须由主管办理：`wenming --as 主管 账户 开户 --household { $household }`
account-closed = 已销户 { $account }
account-number = 账号
account-kind = 类型
account-household = 户号
account-name = 姓名
account-phone = 电话
account-people = 人口
account-birth-year = 出生年份
account-guardian = 监护人
account-member-of = 所在户
account-members = 成员人数
account-status = 状态
account-opened-on = 开户日
account-entries = 分录数
account-without-name = 已开户 { $account }，但姓名没有存下：{ $why }
    .hint = 不要再开一次；解决后补记姓名：`{ $wenming } 账户 姓名 { $account } --name 姓名`
field-rulebook = 细则全文
field-phone-number = 电话
field-ID-number = 身份证号
field-guardian = 监护人姓名
held-ended = { $held }；其中 { $points }已于 { $until } 到期，尚未入账
held-ends = { $held }；其中 { $points }到 { $until } 为止
expired-about = 到 { $until } 为止
expired-about-carried = 到 { $until } 为止；{ $points }结转至 { $carried }
held = { $balance }，可用 { $available }
held-above = { $balance }，可用 { $available }（只有高于 { $above } 的部分可用）
held-arrears = { $balance }，欠 { $arrears }，以后得的分先补上
entry-id = 分录号
entry-day = 记账日
entry-event = 业务
entry-points = 积分
entry-about = 摘要
nothing-to-find = 没有写要找什么
nothing-found = 没有找到与“{ $text }”有关的账户
    .hint = 请少写几个字再找，如只写姓，或户号的一部分；电话要写全
find-no-vault = 这里没有保险柜的密钥 { $path }，只按账号和户号查找，不能按姓名
find-more = 还有 { $n } 个没有列出，请写得更具体些
next-deposit = 存入积分：`{ $wenming } 存入 { $account } { $rule } 1{ $approver ->
        [true] {" --approver 审定人"}
       *[other] {""}
    }`
next-claim-file = 申报：`{ $wenming } 申报 提交 { $account } { $rule }`
next-account-name = 登记新户的户主：`{ $wenming } 账户 姓名 { $account } --name 姓名`
household-joined = `{ $account }` 已入户 `{ $household }`
household-left = `{ $account }` 已从户 `{ $household }` 出户
household-split = 户 `{ $from }` 已分户，新户账号 `{ $to }`
household-merged = 户 `{ $from }` 已并入 `{ $to }`，`{ $from }` 已销户
household-persons = 成员
household-points = 积分
household-none = 无
household-not-of-it = `{ $account }` 不在户 `{ $household }` 名下
    .hint = 查看本户成员：`wenming 户 查看 { $household }`
entry-range = { $first } 至 { $last }
next-statement = 全部明细：`{ $wenming } 对账单 { $account } --all`
next-unfreeze = 核查完后解冻：`{ $wenming } 账户 解冻 { $account } --reason 核查完毕`

offer-listed = 已上架：{ $title }
offer-changed = 已更改：{ $title }
offer-unchanged = 没有变化：{ $title }
offer-withdrawn = 已下架 { $offer }
offer-paused = 已暂停 { $offer }；已经预留的仍可核销
offer-resumed = 已恢复 { $offer }
offer-limit = 每个账户限额
offer-dates = 可兑换期
offer-between = { $case ->
    [from] { $from } 起
    [until] 至 { $until } 止
   *[between] { $from } 至 { $until }
}
offer-hold = 预留保留
offer-is-paused = 已暂停
stock-changed = 已登记 { $offer } 的库存
stock-change = 变动
stock-left = 库存
stock-put-by = 已预留
stock-uncounted = 不计
stock-delivery = 入库
stock-taking = 盘点
slip-code = 核销码
slip-offer = 预留
slip-paid = 已付
slip-until = 保留到
slip-holder = 领取人
slip-entry = 分录
next-collect = 领取时核销：`{ $wenming } 核销 { $code }`
reservations-none = 没有未了的预留单
reservations-offer = 预留
reservations-until = 保留到
reservations-due = { $until }（到期待退）
unknown-code = { $branches } 没有哪张预留单是这个核销码
    .hint = 请再核对小票；未了的预留单见 `wenming 预留单`
code-elsewhere = { $branches } 没有哪张预留单是这个核销码；它是 { $at } 的预留单 `{ $entry }`
    .hint = 请到那里核销：`wenming --branch { $at } 核销 { $code }`
account-reserved = 已预留
account-reserved-of = { $what }，保留到 { $until }（{ $entry }）
offer-code = 代码
offer-title = 名称
offer-kind = 种类
offer-price = 每份
offer-merchant = 积分归
offer-state = 状态
offer-bank = 银行
offer-on = 在架
offer-is-withdrawn = 已下架
offer-none = 还没有兑换项目
next-redeem = 兑换：`{ $wenming } 兑换 户号 { $offer } 1`
offer-title-typed = 名称
offer-price-typed = 分数
offer-add-whole = { $case ->
        [withdrawn] `{ $offer }` 已下架，重新上架要把话写全
       *[new] 新上架的两样都要写
    }：`{ $wenming } 兑换项目 上架 { $offer } --title { $title } --price { $price }`
next-offer-add = 上架一个：`{ $wenming } 兑换项目 上架 RICE-5 --title 大米5公斤 --price 50`

## 演示

demo-working = 正在建示例银行……
demo-exists = `{ $path }` 里已经有内容，没有改动
    .hint = 另建一个：`{ $program } 演示 { $other }`
    .look = 若就是上次的示例，接着看：`{ $program } --bank { $bank } 审计`
demo-done = 示例银行建好了：{ $path }（人名和数字都是编的）
demo-founded = 一、{ $founded } 建云岭镇文明银行，{ $village }试点；{ $day } 起 { $n } 个村，转入旧账
demo-rules = 启用户用积分细则 { $rules } 条；余额高于 100分的部分才能兑换或转赠
demo-imported = 二、月底导入各村的登记表（都在 { $path }，可以打开看）
demo-clipped = 受限的例子：第 { $row } 行 { $household } 应计 { $computed }，{ $by }，实计 { $awarded }
demo-bad-rows = 要改的行连同原因另存：{ $path }
demo-counter = 三、{ $village }的柜台：兑换、转赠、一笔记错后冲正、一笔扣分
demo-audited = 六、审计：从流水重新推算每一分
demo-audit =
    {"  "}{ $branches } 个分行，{ $entries } 条分录，{ $commits } 次签名；账户结存 { $held }，{ $case ->
        [clean] 没有发现问题
       *[other] 发现 { $findings } 处问题
    }
demo-next-clerk = 经办员（{ $who }）接着可以：试导一张补登表（先看，再 `--yes` 入账），在柜台存一笔
demo-next-resident = 村民（{ $who }）接着可以：看余额，看每一笔的来由；{ $village }的证明和信用记录再打一份（不另记账）
demo-next-meeting = 村民会议（{ $village }）接着可以：收一笔申报，看进度，看公示，打公示榜，评星级文明户，用别处的细则试算一遍
demo-next-auditor = 审计员（{ $who }）接着可以：全部重新推算，不用账簿和密钥核验流水，导出流水
demo-column-village = 村
demo-column-clerk = 经办员
demo-column-accounts = 户数
demo-column-forward = 期初结余
demo-column-file = 表
demo-column-posted = 入账
demo-column-clipped = 其中受限
demo-column-used-up = 上限已满
demo-column-bad = 要改
demo-column-held = 疑似重复
demo-column-points = 积分
demo-column-act = 经过
demo-procedure = 四、{ $village }的全套程序：申报、公示、异议、到期、预留、众筹、邻村兑换
demo-act-gifts = { $n } 户共得慰问积分（ZS）{ $points }分，{ $until } 到期
demo-act-fund = 基金入账 { $yuan } 元，凭证 { $voucher }
demo-act-cancelled = { $who } 取消预留 { $reservation }，退回 { $points }分
demo-act-collected = { $who } 凭码领走 { $reservation }，付 { $points }分
demo-act-released = { $who } 逾期未领 { $reservation }，退回 { $points }分
demo-act-expired = { $n } 户去年的慰问积分到期：作废 { $lost }分，结转 { $carried }分
demo-act-given-back = 众筹未到 { $goal }分，{ $n } 户的 { $points }分全部退回
demo-act-filed = 申报 { $n } 笔，合 { $points }分
demo-act-late = 其中一笔迟报 { $days } 天，有 { $n } 名证人
demo-act-like = 与 { $like } 相似，核实后放行：{ $why }
demo-act-rejected = 驳回 { $n } 笔：{ $reasons }
demo-act-notice = 公示 { $n } 笔，到 { $until } 为止
demo-act-upheld = { $claim } 有异议（{ $said }）：成立，撤销
demo-act-dismissed = { $claim } 有异议（{ $said }）：不成立
demo-act-posted = 公示期满，{ $n } 笔一次入账，共 { $points }分
demo-act-served = { $village } { $who } 来店兑换，付 { $points }分，本村分录 { $answer }
demo-act-settled = 与爱心超市结算 { $points }分，付 { $points } 元，凭证 { $voucher }
demo-act-netted = 总行轧差 { $n } 个村，{ $points }分两清
demo-act-closed = 各村月结：应办未办的事 { $n } 件
demo-asked = 五、{ $village }的证明和信用记录：都是本人申请，出具记为一笔分录
demo-act-served-hours = { $who } 陪护老人 { $n } 次，共{ $minutes }
demo-act-certificate-public = 本人申请志愿服务证明，公示到 { $until }
demo-act-certificate-issued = 公示期满，{ $certificate } 出具证明
demo-act-record-given = { $who } { $requested } 申请，给{ $lender }出具信用记录

## 出错后不能确定的

refusal-has-members = 户 `{ $account }` 名下还有 { $n } 人，其中有 `{ $member }`
    .hint = 请先办出户：`wenming 户 出户 { $member } --reason 迁出`，或整户并入另一户：`wenming 户 并户 { $account } 二组-018 --reason 并户`
refusal-not-a-person = `{ $account }` 是{ $kind }账户；只有个人账户才能入户
    .hint = 查看账户：`wenming 账户 查看 { $account }`；给个人开户：`wenming{ $in } 账户 开户 --kind person`
refusal-not-a-household = `{ $account }` 是{ $kind }账户，不是户的账户
    .hint = 查看账户：`wenming 账户 查看 { $account }`
refusal-already-member = `{ $account }` 已经在户 `{ $household }` 名下
    .hint = 一人只在一户，请先办出户：`wenming 户 出户 { $account } --reason 迁出`
refusal-no-household = `{ $account }` 不在任何一户名下
    .hint = 请先办入户：`wenming 户 入户 { $account } 户号`
refusal-not-divisible = { $kind }账户的积分不办分割：`{ $account }`
    .hint = 只有户和个人的积分可以分割；其他账户请转赠：`wenming 转赠 { $account } 二组-018 分数`
refusal-pays-person = 事项 `{ $rule }` 计给做事的人，`{ $account }` 是户的账户
    .hint = 请写个人账户；查看本户成员：`wenming 户 查看 { $account }`
refusal-deed-again = 与 `{ $like }` 可能是同一件事：`{ $account }` 本人或同户成员，事项 `{ $rule }`，{ $on }，或同一份佐证
    .hint = 请核对：`wenming 对账单 { $account }`；若确是另一件事，加 `--again` 再办
refusal-not-like = 分录 `{ $like }` 不是 `{ $account }` 在 { $on } 按 `{ $rule }` 记的、可能是同一件事的分录
    .hint = 查看已有的分录：`wenming 对账单 { $account }`
refusal-household-is-account = 户号 `{ $household }` 与账号写法相同
    .hint = 请用村里自己的户号，如 `二组-017`
nothing-written = 没有写入任何内容
outcome-unknown = 是否已办
    .hint = 不能确定是否已记账：请加上 `--request { $request }` 再运行一次，只会记一次
unknown-branch = 没有分行 `{ $branch }`，现有 { $names }
    .hint = { $case ->
        [none] 请先由总行主管开设：`wenming --as 主管 分行 开设 { $branch } --name 村名`
       *[some] 请写明其中一个：`--branch 代码`；全部分行见 `wenming 分行 列表`
    }
journal-missing = `{ $path }` 里银行的流水不见了，账簿还在
    .hint = 请勿在此新建；从镜像或最新的备份取回流水：`wenming 恢复 文件夹`
audit-books-unseen = 文件夹不能写入，没有核对账簿
verify-other-branch = 文件夹里是分行 `{ $branch }`，`--branch` 要的是 `{ $only }`
    .hint = 请去掉 `--branch`，或者给出 `{ $only }` 的文件夹
counter-balance-unread = 分录已记下，但现有余额读不出来：{ $why }

## 日结、年结与到期

close-due = { $day } 应办：
close-done = { $day } 已办：
close-nothing = { $day } 没有应办的事
close-lost = { $currency }：{ $accounts }，到期作废 { $points }
close-carried = { $currency }：{ $accounts }，到期作废 { $points }，结转 { $carried }
close-accounts = { $n } 个账户
close-entries = { $n } 笔
close-branch = { $branch }：{ $entries }
next-day-close = 办理：`{ $wenming } 日结`
next-year-close = 办理：`{ $wenming } 年结 { $year }`
year-not-over = { $year } 年还没有结束，今天是 { $today }
    .hint = 请结已经结束的年度：`wenming 年结 { $before }`
year-sums = { $year } 年合计（据流水，已减去冲正；兑换含商户收取的）：
year-none = 流水中没有 { $year } 年及以前的积分
heading-issued = 发放
heading-brought-forward = 期初结余
heading-redeemed = 兑换
heading-deducted = 扣减
heading-expired = 到期
heading-carried = 结转
heading-last-day = 最后可用日
heading-lost = 作废
heading-carried-until = 结转至
expiring-none = 到 { $until } 为止没有要到期的积分
expiring-sum = { $currency }：{ $accounts }，截至 { $until } 到期 { $points }，其中作废 { $lost }
expiring-ended = 已到期，`wenming 日结` 入账
heading-rank = 名次
heading-earned = 所得积分
ranking-of = { $from } 至 { $until } 的善行所得
ranking-none = { $from } 至 { $until } 没有善行所得
ranking-more = 还有 { $count } 户没有列出：`--top { $all }`
ranking-left-out = 有 { $count } 个账户不列出：未满14周岁的；姓名读不出来时，个人账户都不列
ranking-backwards = { $from } 在 { $until } 之后
    .hint = 请把较早的一天写在前面：`--from { $until } --until { $from }`
summary-of = { $from } 至 { $until } 汇总；逾期公示、覆盖率、封账截至今日
summary-none = 到那时为止没有积分变动
summary-active = 活跃
summary-hours = 工时
summary-objected = 异议
summary-objections = { $raised }（成立{ $struck }）
summary-overdue = 逾期公示
summary-checkpoint = 封账
summary-before = 期初
summary-received = 村间转入
summary-sent = 村间转出
summary-after = 期末
summary-heading = 类别
summary-no-heading = 未分类
summary-outstanding = 在外
summary-by-month = 按月，{ $first } 至 { $last }，右边是末月数
summary-kind = 种类
summary-cover = 基金和库存
summary-owed = 积分折合
summary-title = 文明银行汇总表
summary-villages = { $count } 个村
summary-under = { $whose } · { $from } 至 { $until }
summary-standing = 各村情况
summary-flow = { $currency }收支
summary-chart-months = { $currency }按月发放与兑换（{ $from } 至 { $until }）
summary-chart-outstanding = { $currency }月末在外积分（{ $from } 至 { $until }）
summary-chart-categories = { $currency }按类别（{ $from } 至 { $until }）
summary-chart-branches = { $currency }按村（{ $from } 至 { $until }）
summary-chart-cover = 基金覆盖：基金和库存、积分折合金额（元，截至今日）
summary-how = 存入、扣减按善行当日计，冲正的计回原善行当日；其余按入账日计。兑换只计在本村兑换的，外村人来兑换的也算。期末即在外积分，是账户结存（含商户、公益池）、预留、认捐和村间在途的积分。活跃账户是有积分变动的户、个人和队伍，只有到期或期初结余的不算。逾期公示、覆盖率、封账截至打印当日。
summary-sign-made = 制表
summary-sign-checked = 审核
summary-sign-on = 日期
summary-currency = 这里没有 `{ $currency }` 这种积分
    .hint = 现有的种类：{ $known }
within-unreadable = 请写天数，如 `30d`
## 基金、结算、众筹

name-appeal = 众筹代码由 1 至 12 个大写字母、数字或 `-` 组成，如 `BRIDGE`；可用 `wenming 众筹 查看` 列出
name-voucher = 凭证号由 1 至 32 个文字、数字或 `-`、`.`、`/`、`#`、`_` 组成，中间没有空格，如 `记-2026-017`
yuan-unreadable = `{ $text }` 不是大于 0、精确到分的金额
field-source = 来源
field-purpose = 用途
field-voucher = 凭证号
event-fund-received = 基金入账
event-fund-spent = 基金支出
event-settled = 商户结算
event-cover-set = 覆盖规定
event-appeal-opened = 发起众筹
event-pledged = 众筹认捐
event-pledge-returned = 认捐退回
event-appeal-closed = 众筹结束
cover-off = 照记
cover-warn = 照记并提醒
cover-refuse = 不予入账
yuan = { $amount } 元
refusal-unknown-appeal = 没有众筹 `{ $appeal }`
    .hint = 有哪些众筹见 `wenming{ $in } 众筹 查看`
refusal-appeal-taken = 代码 `{ $appeal }` 已由分录 `{ $entry }` 发起过众筹
    .hint = 请换一个代码；那一项见 `wenming{ $in } 众筹 查看 { $appeal }`
refusal-closed-appeal = 众筹 `{ $appeal }` 已由分录 `{ $entry }` 结束
    .hint = 结果见 `wenming{ $in } 众筹 查看 { $appeal }`
refusal-not-a-pool = 账户 `{ $account }` 不是公益池账户
    .hint = 给公益池开户：`wenming{ $in } 账户 开户 --kind pool --name 名称`
refusal-past-day = { $until } 已过，今天是 { $today }
    .hint = 请核对 `{ $option }`；若今天不是这一天，请校准电脑时钟
refusal-appeal-over = 众筹 `{ $appeal }` 截至 { $until }，今天是 { $today }
    .hint = 情况见 `wenming{ $in } 众筹 查看 { $appeal }`
refusal-above-goal = 众筹 `{ $appeal }` { $case ->
        [reached] 已达到目标，再捐 { $points }（`{ $currency }`）就多了
       *[other] 还差 { $missing }（`{ $currency }`），捐 { $points } 就多了
    }
    .hint = { $case ->
        [reached] 现在就可以划拨：`wenming{ $in } 众筹 结束 { $appeal }`
       *[other] 请改为 { $missing } 以内；情况见 `wenming{ $in } 众筹 查看 { $appeal }`
    }
refusal-goal-reached = 众筹 `{ $appeal }` 已达到目标，认捐不再退回
    .hint = 现在就可以划拨：`wenming{ $in } 众筹 结束 { $appeal }`
refusal-appeal-runs = 众筹 `{ $appeal }` 还不能结束：还差 { $missing }（`{ $currency }`），截至 { $until }
    .hint = 情况见 `wenming{ $in } 众筹 查看 { $appeal }`
refusal-unknown-pledge = 众筹 `{ $appeal }` 里没有认捐 `{ $pledge }`
    .hint = 有哪些认捐见 `wenming{ $in } 众筹 查看 { $appeal }`
refusal-pledges-held = 众筹 `{ $appeal }` 还有 { $pledges } 笔认捐要先退回
    .hint = 一并退回并结束：`wenming{ $in } 众筹 结束 { $appeal }`
refusal-voucher-used = 凭证号 `{ $voucher }` 已由分录 `{ $entry }` 登记过
    .hint = 若是另一张，请核对凭证号；若那一笔记错了：`wenming --as 主管 冲正 { $entry } --reason 原因`
refusal-fund-short = 基金现有 { $balance } 元，要用 { $needed } 元，还差 { $short } 元
    .hint = 收支情况见 `wenming 基金 查看`
refusal-beyond-cover = 入账后应付积分折合 { $owed } 元，而基金和库存只有 { $cover } 元
    .hint = 情况见 `wenming 基金 查看`；主管可改为照记并提醒：`wenming --as 主管{ $in } 基金 覆盖 warn`
counter-settled = 已结算 { $account }：{ $points } { $currency }，付 { $yuan }，凭证号 { $voucher }（分录 { $entry }）
counter-pledged = 已认捐 { $account }：{ $points } { $currency }，众筹 { $appeal }（分录 { $entry }）
settle-nothing = `{ $account }` 没有可结算的 `{ $currency }`
    .hint = 收取情况见 `wenming 结算单 { $account }`
settle-no-rate = 现行细则没有规定 `{ $currency }` 每分折合多少元
    .hint = 请写明付了多少：`--yuan 40`
settle-far-from-rate = { $points }分（`{ $currency }`）按细则折合 { $worth }，却写付 { $yuan }
    .hint = 请核对分数和金额；若确是付了这么多，加 `--accept-rate` 再办
settlement-period = { $from } 至 { $to }
settlement-none = 这段时间没有变动
settlement-yuan = 付款（元）
settlement-before = 期初
settlement-collected = 收取
settlement-settled = 已结算
settlement-after = 期末
settlement-paid = 本期付款：{ $paid }
settlement-proof = 依据流水至分录 { $entry }，其哈希值为 { $head }
fund-received = 入账
fund-spent = 支出
fund-settled = 商户结算
fund-balance = 基金结余
fund-stock = 库存
fund-outstanding = 在外积分
fund-claimed = 申报中
fund-covered = 覆盖率
fund-policy = 超出时
fund-sum = 合计
fund-unit = 以上单位均为元；积分按细则折算
fund-no-rate = { $branch }：现行细则没有规定每分折合多少元（`yuan_per_point`），积分不计
fund-cover-set = { $branch } 即日起，超出基金和库存的积分{ $policy }
fund-beyond = 应付积分折合 { $owed } 元，基金和库存只有 { $cover } 元
next-fund-show = 查看基金能覆盖多少：`{ $wenming } 基金 查看`
appeal-paid = 已划拨
appeal-given-back = 已退回
appeal-reached = 已达到目标
appeal-lacks = 还差 { $missing }
appeal-opened = 已发起众筹 { $appeal }
appeal-closed-paid = 众筹 { $appeal } 已结束：积分全部划入公益池
appeal-closed-returned = 众筹 { $appeal } 已结束：退回 { $pledges } 笔认捐
appeal-code = 代码
appeal-title = 事由
appeal-pool = 公益池
appeal-goal = 目标
appeal-raised = 已认捐
appeal-until = 截至
appeal-state = 状态
appeal-none = 还没有发起过众筹
next-pledge = 认捐：`{ $wenming } 众筹 捐 { $appeal } 户号 20`
account-pledged = 众筹认捐
account-pledged-to = { $points }（{ $currency }），{ $appeal }，截至 { $until }

## 清算

clearing-none = 村与村之间还没有往来
clearing-owes = 应付（负数为应收）
clearing-under-way = 在途
clearing-settled = 已结清
clearing-to = 送往
clearing-by = 结清分录
clearing-nothing = 各村之间互不相欠，无需轧差
clearing-completed = 已把上次轧差没结清的结清（分录 { $entries }）；各村之间互不相欠
clearing-netted = 已轧差并结清（分录 { $entry }）
next-clearing-net = 轧差：`{ $wenming } 清算 轧差`
account-under-way = 在途
account-under-way-to = { $points }（{ $currency }）→ { $to }（{ $entry }）

## 账包，与外出的分行

branch-away = { $branch } 已外出：它的流水在另一处文件夹里记，这里只凭账包收进它的分录
    .hint = 请到记它的地方办理；若那处文件夹确已丢失：`wenming branch home { $branch }`
branch-not-here = 这个文件夹里没有分行 `{ $branch }`
    .hint = 这里有哪些：`wenming 分行 列表`；村与村之间的往来、开设分行，要到两边账目都在的文件夹里办
head-office-stays = 总行的流水不走账包，只在一处记，不能外出，也无须收回
    .hint = 请写村的代码：`wenming 分行 列表`
branch-away-marked = 自此 { $branch } 外出：这里只看不记，分录凭账包收进
branch-away-already = { $branch } 原已外出
branch-home-marked = 自此 { $branch } 在这里记账
branch-home-already = { $branch } 原就在这里记账
branch-home-warn = 若另一处文件夹还在记 { $branch } 的账，两边将永远对不上，任何一次封账都会查出来
verify-bundle-good = { $path }：账包完整，每笔分录都相扣、有签名
bundle-log = 账链
bundle-lines = 分录数
bundle-root = 树根
bundle-checkpoints = 封账数
bundle-witness = 见证
bundle-reply = 回件
bundle-cosigned = 总行已见证
bundle-not-cosigned = 总行未见证
bundle-no-head-office = 总行的流水不在这个文件夹里
bundle-signs-nothing = 这次总行不签名：{ $why }
bundle-no-cosign =
    .hint = 什么也没有收进；总行先不签名、只收分录的，加 `--no-cosign`
bundle-written = 账包已写好：{ $path }
bundle-not-written = 这里的内容写不成账包：{ $what }
    .hint = 没有写任何文件；先查明是哪里坏了：`wenming 审计`
bundle-later-lines = 最近一次封账之后还有 { $n } 笔分录，不在包里；请先封账：`{ $wenming } --branch { $branch } checkpoint`
bundle-taken = { $branch }：收进 { $n } 笔新分录
bundle-nothing-new = { $branch }：包里没有新分录，什么也没有改动
bundle-new-key = { $branch } 从 { $entry } 起换了分行密钥（原因：{ $reason }）；您若不知情，请问它的主管
bundle-older = { $branch }：这个账包较旧：它有 { $size } 笔分录，这里已有 { $here } 笔；什么也没有收进
bundle-restored = { $branch } 已在 { $path } 恢复
restore-elsewhere =
    .hint = 恢复要用单独的文件夹：请在 `restore` 前用 `--bank` 指一个新的
bundle-restored-nothing = 什么也没有恢复：{ $path } 里已有 { $branch } 的 { $here } 笔分录，账包里的都在其中
restore-nothing = `{ $path }` 不是账包，不是镜像，也不是银行的拷贝
    .hint = 请指明账包，或 `journal` 所在的那个文件夹：`wenming 恢复 文件夹`
    .meant = 可能是这一个：`wenming 恢复 { $path }`
restore-checking = 正在核验这份拷贝
restore-busy = 另一个命令正在使用 `{ $path }`：没有恢复任何内容
restore-torn = `{ $path }` 里分行 `{ $branch }` 末尾有一次没有完成的提交：不恢复这一次
restore-findings = `{ $path }` 核验不过，不从它恢复；共 { $n } 处，第一处：
    .hint = 全部列出：`wenming 核验 { $path }`；请换另一份拷贝，或用总行的账包
restore-whole = 镜像和银行的拷贝只能整个恢复
    .hint = 请去掉 `--branch`；单独一个村，请凭它的账包恢复
restore-itself = `{ $path }` 与要恢复的文件夹互相套着
restore-older = 本文件夹里分行 `{ $branch }` 有 { $here } 条分录，`{ $path }` 只有 { $source } 条：从它那里得不到更新的
    .hint = 请另找更新的拷贝或镜像；不要在旧的那份里往下记：同一分行记成两份，就再也合不到一起
restore-unsound = 不能从 `{ $path }` 恢复：{ $why }
restore-other = 本文件夹与 `{ $path }` 从分录 `{ $branch }:{ $seq }` 起不同；没有改动任何内容
    .hint = { $case ->
        [begins] 若本文件夹是另一个银行的，请用 `--bank` 另指一个新文件夹；若是本文件夹那一条损坏了（`wenming 体检 --full` 会说明），请把 `journal` 文件夹移到一边留着，再恢复一次
        [books] 那一条在本文件夹已确认过，内容与它不同：查明哪一份属实之前（`wenming 审计`，并对照公示栏），两边都请不要再记；要另外恢复一份，请用 `--bank` 另指一个新文件夹
       *[journal] 若是本文件夹那一条损坏了（`wenming 体检 --full` 会说明），请把 `journal` 文件夹移到一边留着，再恢复一次；否则请用 `--bank` 另指一个新文件夹
    }
restore-done = { $n ->
        [0] { $path } 里一条不缺
       *[other] 已在 { $path } 恢复 { $n } 条
    }
restore-branch = { $size } 条，链头 { $head }
next-restored-keys = 从存放的地方取回密钥和姓名，即 `keys` 和 `vault` 两个文件夹；若已丢失，由主管给各人登记新密钥（`wenming 经办人 登记 --help`），再导一遍户册（`wenming 导入 户册 --help`）
next-restored-audit = 把链头与公示栏核对，再审计：`{ $wenming } 审计`
restore-away = { $branch } 已从这个文件夹外出：这里只抄存它的分录
    .hint = 要在村里自己的电脑上恢复，请在 `restore` 前用 `--bank` 指一个新文件夹；要把新分录收进这里：`wenming import bundle 账包`
bundle-other-branch = 账包 { $path } 是 { $branch } 的，`--branch` 写的却是 { $named }
    .hint = 什么也没有改动；要的若是 { $branch }，请去掉 `--branch`
bundle-written-here = { $branch } 由这里的文件夹记账，这里有 { $here } 笔分录，账包里有 { $size } 笔：同一分行不能由两处记账
    .hint = 如果现在由村里的文件夹记账，请先说明，再重新收账包：`{ $wenming } branch away { $branch }`；否则请查明多出的分录是谁记的
bundle-away-now = { $branch } 在另一处文件夹记账：自此这里不再给它记账
bundle-reading = 正在读账包
bundle-checking = 正在逐笔核对
bundle-taking = 正在收进新分录
bundle-writing = 正在写账包
bundle-exists = { $path } 已经有了
    .hint = 请换个名字，或先把它移走
bundle-no-checkpoint = { $branch } 还没有封过账，账包要以一次封账收尾
    .hint = 先封账：`{ $wenming } --branch { $branch } checkpoint`
bundle-of-hq = 总行自己的流水不从账包收进
bundle-other-bank = 账包是 { $found } 的，这里的银行是 { $expected }
    .hint = 请核对 U 盘拿得对不对，`--bank` 指的文件夹对不对
bundle-not-opened = { $log } 是另一个同名的总行开设的，不是这里的总行
bundle-untrusted = { $case ->
        [none] 这里还没有 { $log } 的任何分录，而您信任的人都没有为这个账包签名
       *[some] 您信任的人都没有为 { $log } 的这个账包签名
    }
    .hint = 请向总行本人要来公钥行，再执行 `wenming trust add 公钥行`
bundle-untrusted-village =
    .hint = 请向村里本人要来公钥行（在村里用 `--branch { $branch } branch keys` 查看），再执行 `wenming trust add 公钥行`
bundle-untrusted-unwitnessed =
    .hint = 您信任总行的公钥，而总行还没有见证它的封账：请先在导出账包的地方请总行见证（`--branch { $branch } checkpoint request`），再重新导出
bundle-unwitnessed = 这次封账还没有人见证：总行可以收进，收进时即见证；但不能凭它恢复文件夹
bundle-forged = 账包上 { $name } 的签名不是它的密钥签的
bundle-forked = 账包说的 { $branch } 与这里不同：第 { $seq } 笔分录这里是 { $here }，包里是 { $there }
    .hint = 什么也没有收进；两份封账都留作证据，在 { $path }：请问明村里是哪处文件夹记的，并把两份都交给审计人
bundle-unlike-witnessed = 账包里 { $branch } 的分录与这里的没有不同；对不上的是这里见证过的 { $size } 笔封账：`{ $path }` 写的根是 { $seen }，而这些分录的根是 { $root }，包里的 `{ $note }` 与之相符
bundle-forked-bare =
    .hint = 什么也没有收进；请问明村里是哪处文件夹记的，U 盘留给审计人
bundle-refused = 账包 { $path } 不能收：{ $what }
    .hint = 什么也没有改动；请从原处重新拷贝，仍不行就留给审计人
bundle-missing = 缺少 { $file }
bundle-not-a-file = { $file } 不是普通文件：是链接、管道或文件夹
bundle-too-large = 清单上的文件合计超过 { $gib } GiB，账包不会有这么大
bundle-manifest = 清单用不了（{ $why }）
bundle-length = { $file } 不是 { $expected } 字节
bundle-changed = { $file } 不是打包时的那个文件
bundle-not-derived = { $file } 与分录推出来的不同
bundle-unnamed = 清单里没有 { $file }
bundle-line = 第 { $seq } 笔分录：{ $why }
bundle-size = 完整的分录有 { $found } 笔，清单说 { $expected } 笔
bundle-head = 清单的树根或链头不是这些分录的
bundle-note = { $file } 不是这个分行的封账
bundle-root-wrong = { $size } 笔时的封账，封的不是这些分录
bundle-signature = { $size } 笔时的封账，不是分行自己的密钥签的
bundle-sum = 第 { $seq } 笔分录的数额超出一切界限
next-audit-branch = 审计：`{ $wenming } --branch { $branch } audit`
next-restored-operators = 用新密钥登记经办人（总行在导出账包之前办），再启用新的分行密钥：`{ $wenming } --branch { $branch } 分行 设密钥 --reason 原因`
next-restored-register = 把姓名导回来：`{ $wenming } --branch { $branch } 导入 户册 户册.xlsx`
bundle-verify-page = ## 怎样核对这个文件夹

    这里有 { $log } 的全部分录，从第 0 笔到第 { $size } 笔之前，在 journal/{ $branch } 里。树根：`{ $root }`。
    这里的东西一样也不必凭信：都能从分录推出来。

    1. 用银行的程序，任何电脑，不用上网：先执行一次 `wenming trust add 公钥行`，公钥行要从总行或公示栏得来，不要从这个文件夹里拿；再对本文件夹或它的 .zip 执行 `wenming verify`。
    2. 用别的软件：`checkpoint` 是签了名的封账（C2SP tlog-checkpoint）；`tile/` 是分录之上的树（C2SP tlog-tiles，RFC 6962，SHA-256），封账写的就是它的树根。第 i 片叶子是流水第 i 行，不含换行符。
    3. 用二十行 Python：程序源码的 docs/journal-format.md 里有，核对链条并加总积分。
    4. `journal.hledger` 可用 hledger 打开；`balances.csv` 必须与它一致。

    墙上的封账、口袋里的回单，只要早于这个账包，就必须与它相合：`wenming verify 本文件夹 --against 文件`。
## 凭证：封账、回单、信任的公钥

note-too-long = 它比任何封账都长，或签名太多
note-form = 它不是“正文、空行、签名”的样子
note-control = 里面有控制字符
note-signature = 第 { $line } 条签名不是 `— 名称 base64`
note-twice = 同一把密钥签了两次
note-key = 公钥行是 `名称+编号+公钥`，编号须与公钥相符：是否抄漏了字符？
note-kind = 不认识第 { $kind } 类密钥
checkpoint-text = 正文不是分行、分录数和根
receipt-proof = 证明的第 { $line } 行不对
receipt-line = 第一行不是分录（{ $why }）
request-form = 第 { $line } 行不是见证申请应有的样子
key-line =
    .hint = 公钥行只有一行，即 `wenming 分行 密钥` 显示的
trust-line = `{ $path }` 第 { $line } 行：{ $why }
trust-line-second = `{ $path }` 第 { $line } 行：第 { $first } 行已有 `{ $name }` 的另一把公钥
    .hint = 两行只能有一行是对的，请删去另一行
trust-no-key = `{ $given }` 不是公钥行，也不是文件：{ $why }
trust-no-keys = `{ $path }` 里没有公钥行
trust-secret-key = `{ $path }` 是私钥，不能交给任何人
    .hint = 请交出它的公钥行：`wenming 分行 密钥`
trust-no-place = 没有存放信任公钥的文件夹：未设置 `HOME`
    .hint = 请指明文件：`wenming 信任 列表 --trust 文件`
trust-other = 已信任 `{ $name }` 的另一把公钥：{ $other }
    .hint = 若是该分行亲自告知换了密钥，请写明：`wenming 信任 添加 公钥行 --replace`，旧密钥开的回单仍要认就再加 `--keep-old`；不能听凭被查的东西来说
trust-added = { $name }：从现在起信任
trust-already = { $name }：已经信任
trust-replaced = { $name }：改为信任这把公钥
trust-file = 存于 { $path }
trust-none = 还没有信任任何公钥：`wenming 信任 添加 公钥行`
trust-unknown = 没有信任 `{ $name }` 的公钥
    .hint = 信任的有 `{ $name }`
    .list = 查看全部：`wenming 信任 列表`
trust-removed = { $name }：不再信任
store-unreadable = `{ $path }` 已不是封账：{ $why }
    .hint = 不在它旁边签任何东西；请从备份取回此文件，并查明谁改了它
store-misplaced = `{ $path }` 不是它的文件名所说的封账
store-forged = `{ $path }` 下面有一条以见证人名义写上、却不是其签名的签名行
store-another = `{ $path }` 分录数相同而根不同，不予覆盖
    .hint = 两者必有一假：请都留着，交审计员看
store-crowded = `{ $path }` 下面放不下更多签名
    .hint = 请再封一次账，让新的封账得到见证：`wenming 封账`
checkpoint-log = 账链
checkpoint-size = 分录数
checkpoint-root = 根
checkpoint-file = 文件
checkpoint-signed = { $branch } 已封账
checkpoint-again = { $branch } 与上次封账相同：此后没有新的分录
next-checkpoint-show = 张贴公示：`{ $wenming } --branch { $branch } 封账 查看 --svg { $branch }.svg`
next-checkpoint-request = 请人见证：`{ $wenming } --branch { $branch } 封账 申请 --out { $branch }.request`
next-checkpoint-cosign = 由见证方签名：`wenming --branch { $witness } 封账 见证 { $file }`
next-checkpoint-accept = 回村里接收：`wenming --branch { $branch } 封账 接收 { $file }`
next-checkpoint = 封账，好让人人可查：`{ $wenming } --branch { $branch } 封账`
checkpoint-shorter = { $branch } 签过 { $size } 笔分录（`{ $path }`），现在只有 { $now } 笔：分录少了
checkpoint-unlike = { $branch } 的流水已不是签过的样子（`{ $path }`）：前 { $size } 笔的根当时是 { $signed }，现在是 { $found }
    .hint = 没有签名。有分录在签名之后被改动：请从备份取回流水，再审计：`wenming 审计 --branch { $branch }`
checkpoint-not-ours = `{ $path }` 不是分行密钥签的
no-checkpoint = { $branch } 还没有封过账
    .hint = 先封账：`{ $wenming } --branch { $branch } 封账`
checkpoint-own = { $branch } 不能见证自己
    .hint = 请指明别的分行：`wenming --branch { $branch } 封账 申请 --witness 代码`
checkpoint-beyond = 见证方看过 { $from } 笔，而上次封账只有 { $size } 笔
    .hint = 先封账，再申请：`wenming --branch { $branch } 封账`
checkpoint-cosigned = { $witness } 已签名见证 { $log } 有 { $size } 笔分录；签名之前已留存
witness-forked = `{ $log }` 的 { $size } 笔分录有两份封账，都是它签的：看过的是 { $seen }，送来的是 { $offered }。其中必有一假；不予签名，两份都留存在 `{ $path }`
    .hint = 请把 `{ $path }` 交审计员：这是该密钥作假的证据
witness-unlike = `{ $log }` 的 { $size } 笔封账与这里的分录对不上：这里的根是 { $here }，送来的是 { $offered }；不予签名
    .hint = 两边所记的 { $branch } 不是同一本账：请把申请留给审计员，并向村里要账包
witness-forged = 封账上写着 `{ $name }` 的签名，其实不是它签的
    .hint = 不予签名；请向该分行本身重新索取申请
witness-untrusted = 没有信任的 `{ $log }` 公钥签过它
    .hint = 请向该分行本身索取公钥行，再信任它：`wenming 信任 添加 公钥行`
witness-smaller = 送来的是 `{ $log }` 的 { $offered } 笔，以前已见证 { $seen } 笔
    .hint = 这是旧的申请，请该分行重做：`wenming --branch { $branch } 封账 申请`
witness-old-size = 证明是从 `{ $log }` 的 { $offered } 笔接起的，而上次见证的是 { $seen } 笔
    .hint = 请该分行从那里接起：`wenming --branch { $branch } 封账 申请 --from { $seen }`
witness-inconsistent = 证明不能说明 `{ $log }` 的 { $offered } 笔是接着见证过的 { $seen } 笔的；不予签名，送来的留存在 `{ $path }`
    .hint = 请重做申请：`wenming --branch { $branch } 封账 申请 --from { $seen }`；若还是不行，说明签过的账被改动了
request-unreadable = `{ $path }` 不是见证申请：{ $why }
    .hint = 由要见证的分行制作：`wenming 封账 申请 --out 文件`
signature-unreadable = `{ $path }` 第 { $line } 行：不是见证签名
    .hint = 由见证方制作：`wenming 封账 见证 申请文件 --out 文件`
no-signatures = `{ $path }` 里没有见证签名
signer-untrusted = 没有信任 `{ $name }` 的公钥
    .hint = 请向 { $name } 本身索取公钥行：`wenming 信任 添加 公钥行`
signature-unfit = `{ $path }` 里的签名不是 `{ $name }` 对这里任何一份封账签的
    .hint = 请重新索取，并原样带回文件：`wenming 封账 申请 --out 文件`
checkpoint-accepted = 已有 { $names } 见证
standing-recorded = 已入账
standing-checkpointed = 已封账
standing-witnessed = 已见证
receipt-recorded = { $entry } 已入账，还没有封账覆盖它
    .hint = 封账之后才能出回单：`{ $wenming } --branch { $branch } 封账`
receipt-checkpointed = { $entry }：{ $standing }（共 { $size } 笔），还没有别的分行见证
receipt-witnessed = { $entry }：{ $standing }，见证方 { $witnesses }，封账共 { $size } 笔
receipt-unlike = { $branch } 的流水已与 `{ $path }` 签过的不符
receipt-evidence = 凭据
receipt-note = 备注
receipt-at = 登记时间
qr-wide = 二维码有 { $columns } 列宽，窗口窄了就读不出；可以打印：`--svg 文件.svg`
qr-too-long = 内容有 { $bytes } 字节，一个二维码只容得下 { $most } 字节
    .hint = 请用文件：`{ $command }`
paper-unknown = `{ $path }` 不是回单，也不是封账
    .hint = 可以核验的有：回单、封账、有流水的文件夹：`wenming 核验 文件`
paper-unreadable = 读不懂 `{ $path }`：{ $why }
paper-changed =
    .hint = 换行被改过，或者末尾缺失：请原样传文件，不要当作邮件正文
paper-request = `{ $path }` 是见证申请
    .hint = 由见证方核对并签名：`wenming 封账 见证 { $path }`
paper-signature = `{ $path }` 只是一条见证签名
    .hint = 由申请的分行接收：`wenming 封账 接收 { $path }`
verify-line-missing = `{ $path }` 是证明，但没有它所证明的分录
    .hint = 请指明写有该分录的文件：`wenming 核验 { $path } --line 文件`
receipt-elsewhere = 回单是伪造的：分录自称 { $found }，证明的却是 { $expected }
receipt-not-included = 回单是伪造的，或流水被改过：{ $log } 的 { $size } 笔分录里，{ $entry } 不是这样的
receipt-forged =
    .hint = 不要接受；请询问该分行，并把它交审计员看
verify-forged = 伪造：`{ $name }` 的签名不是它的密钥签的
verify-nobody = 没有您信任的人担保：它所说的 { $log } 共 { $size } 笔前后相符，但谁都做得出来。它自称由 { $names } 签名
    .hint = 请从别处（如公示栏）取得其中一方的公钥行：`wenming 信任 添加 公钥行`
verify-receipt-good = { $path }：回单属实
verify-checkpoint-good = { $path }：封账属实
verify-bad = { $path }：不属实：{ $what }
verify-unknown = { $path }：还不能确认：{ $what }
verify-unknown-files = 还不能确认：{ $files } 份中有 { $failed } 份
verify-standing = 状态
verify-signed-by = 签名
verify-not-known = 该分行的公钥未被信任；见证方已被信任
verify-witness = 见证
verify-failed = 不属实：{ $files } 份中有 { $failed } 份
verify-bundle-unlike = 账包完整，但与拿来对照的不符
verify-contradict = `{ $one }` 与 `{ $other }` 互相矛盾：`{ $log }` 的 { $size } 笔分录，一份的根是 { $root }，另一份是 { $another }
verify-contradicting = 这些文件里有两份不可能都是真的
    .hint = 两份都签了名，就是说了两套账：请把两份文件原样留给审计员
against-nothing = `--against` 是拿这些文件对照文件夹里的流水或账包，而两样都没有指明
    .hint = 只核验文件本身：`wenming 核验 文件`

## 体检结果

doctor-looking = 正在体检
doctor-asks = 有 { $n } 处要处理
doctor-well = { $path } 一切正常，没有要处理的
doctor-no-bank = 这里没有文明银行
    .way = 请指明文件夹：`wenming 体检 文件夹`
doctor-is-mirror = 这是镜像：只有流水，没有账簿、姓名和密钥
    .way = 恢复到一个新文件夹：`wenming --bank 文件夹 恢复 { $shown }`
doctor-in-use = 有命令正在使用这个银行，账簿没有看
    .way = 等它结束再查：`wenming 体检`
doctor-read-only = 不能写入，在这个银行里记不了账
    .way = `chmod -R u+w { $shown }`；若还不行，是磁盘只读或文件归别的用户：把银行拷到别的磁盘上
doctor-disk-full = 磁盘只剩 { $free } MB，不足 { $least } MB
    .way = 请腾出地方：把照片、视频移到别的磁盘
doctor-open-to-others = 这台电脑的其他用户也能读到
    .way = `chmod 600 { $shown }`
doctor-unreadable = 看不了：{ $why }
    .way = 请让它能读，或从拷贝取回，再查一次：`wenming 体检`
doctor-journal-missing = 流水不见了，账簿还在
    .way = 从镜像或拷贝取回：`wenming 恢复 文件夹`
doctor-journal-unreadable = 读不了：{ $why }
    .way = 请马上把整个文件夹拷到另一块磁盘，在那里再查；然后 `wenming 恢复 文件夹`
doctor-journal-damaged = 这一条分录损坏：{ $why }
    .way = { $cut ->
        [yes] 如果是写入当中断了电，而且没有答复过任何人已经记上：`wenming 重建 --set-aside { $where }`；否则把 `journal` 文件夹移到一边，留给审计，再取回分录：`wenming 恢复 文件夹`
       *[no] 把 `journal` 文件夹移到一边，留给审计，再取回分录：`wenming 恢复 文件夹`
    }
doctor-journal-gap = 分行 `{ $branch }` 第 { $seq } 条以前缺了分录：流水少了一个文件
    .way = 把 `journal` 文件夹移到一边，留给审计，再取回分录：`wenming 恢复 文件夹`
doctor-journal-torn = 最后一次写入中断了，从未确认过
    .way = 不用管：下一个记账的命令会把它移到一边
doctor-books-absent = 没有账簿
    .way = 不用管：下一个命令会按流水重建
doctor-books-held = 另一个程序正开着账簿
    .way = 关掉那个程序再查：`wenming 体检`
doctor-books-unseen = 要看账簿先得拷一份，却拷不了：{ $why }
    .way = 请在 { $tmp } 腾出地方，或用 `TMPDIR` 另指文件夹，再查：`wenming 体检`
doctor-books-damaged = 账簿损坏（{ $why }）
    .way = 不用管：下一个命令会按流水重建
doctor-books-behind = 账簿比流水少 { $n } 条
    .way = 不用管：下一个记账的命令会补上
doctor-entries-lost = 已确认 { $acknowledged } 条分录，现存 { $committed } 条
    .way = 请勿在此记账；从镜像或更新的拷贝取回：`wenming 恢复 文件夹`
doctor-findings = 审计发现 { $n } 处，这是第一处：`{ $code }`
    .way = `wenming 审计`
doctor-key-unfit = 不是文件名所说的那把密钥
    .way = 从存放密钥备份的地方取回正确的文件
doctor-key-not-in-force = 不是 `{ $operator }` 登记的那把密钥
    .way = 取回正确的文件，或由主管登记这一把：`wenming 经办人 登记 --help`
doctor-nobody-can-act = { $path } 里没有能在这个分行经办的密钥
    .way = 密钥若放在别处，请指明：`--keys 文件夹`
doctor-branch-key-absent = 封账用的密钥不在这里：{ $path }
    .way = 密钥若放在别处，请指明（`--keys 文件夹`）；若已丢失，由主管另设：`wenming 分行 设密钥 --help`
doctor-branch-key-stale = 不是分行 `{ $branch }` 现用的密钥
    .way = 取回正确的文件；若已丢失，由主管另设：`wenming 分行 设密钥 --help`
doctor-vault-key-missing = 这里存着姓名，开它的密钥却不在
    .way = 从存放密钥备份的地方取回这个文件
doctor-vault-unreadable = 姓名读不出来：{ $why }
    .way = 从拷贝取回 `vault` 文件夹，或从户册导回姓名：`wenming 导入 户册 --help`
doctor-names-none = 没有存任何账户的姓名
    .way = 若从来没登记过姓名，不用管；若登记过，从拷贝取回 { $path }，或从户册导回姓名：`wenming 导入 户册 --help`
doctor-note-unreadable = { $why }
    .way = 文件保持原样，留给审计：`wenming 审计`
doctor-note-unlike = 有一次封账说分行 `{ $branch }` 有 { $n } 条，与这里的 { $size } 条对不上
    .way = 请勿在此记账，查明从哪里起不同：`wenming 审计`
doctor-clock-behind = 电脑时钟比最后一条分录慢 { $span }
    .way = 请校准电脑时钟
doctor-clock-ahead = 最后一条分录是 { $span } 以前的
    .way = 请核对时钟；若没有错，加 `--accept-clock`
doctor-away = `{ $branch }` 在另一处文件夹里记账，这里只有拷贝
    .way = 不用管；新分录凭账包收进：`wenming 导入 账包 --help`
doctor-mirror-absent = 找不到镜像
    .way = 插上U盘：下一个记账的命令会补齐
doctor-mirror-unreadable = 镜像里的分行 `{ $branch }` 读不了：{ $why }
    .way = 请在空文件夹里另设镜像：`--mirror 文件夹`；这一份留着
doctor-mirror-behind = 镜像里分行 `{ $branch }` 有 { $mirrored } 条，共 { $size } 条
    .way = 不用管：下一个记账的命令会补齐
doctor-mirror-newer = 镜像里分行 `{ $branch }` 有 { $there } 条，本文件夹只有 { $here } 条：本文件夹是旧的拷贝
    .way = `wenming 恢复 { $shown }`
doctor-mirror-other = 镜像从分录 `{ $branch }:{ $seq }` 起与这里不同
    .way = 请查明哪一份属实：`wenming 核验 { $shown }`；再在空文件夹里另设镜像
doctor-leftover = { $kind ->
        [half] 写到一半中断时留下的，不会再用到
       *[aside] 因损坏或从未确认而移到一边的，不会再用到
    }
    .way = { $kind ->
        [half] 不用管：下次往那里写时会清掉
       *[aside] 不用管：留着供查明原因，没人要查时可以删掉
    }

## 打印

page-numbered = 第 { "{n}" } 页，共 { "{of}" } 页
page-foot = { $branch } · { $on } 打印
page-recorded = 最近一笔 { $entry } 已入账，还没有封账盖到它；下次封账后可打印带回单二维码的存折。
page-checkpointed = 二维码是分录 { $entry } 的回单：它已入账，并由本村封账签名。
page-witnessed = 二维码是分录 { $entry } 的回单：它已入账，由本村封账签名，并由总行或他村见证。
page-check-code = 请妥善保存。日后谁要改动它之前的任何一笔，凭这张回单就能查出来：`wenming 核验 回单`。
page-code-too-long = 分录 { $entry } 的回单太长，印不成二维码；可另存成文件：`wenming 回单 { $entry } --out 回单`。
passbook-title = 文明积分存折
passbook-account = 账号
board-title = 文明积分公示榜
board-month = { $year }年{ $month }月
board-until-now = 截至 { $on }
board-number = 户号
board-name = 姓名
board-earned = 善行所得
board-deducted = 扣减
board-redeemed = 兑换
board-others = 其他
board-balance = 月末余额
board-total = 合计
board-minors = 未满14周岁的 { $n } 个账户，不列名
board-none = 本月没有积分变动。
board-quiet = { $n ->
        [0] 每个账户本月都有变动。
       *[other] 另有 { $n } 个账户本月没有变动。
    }
board-columns = 按入账日计。“兑换”包括在外村兑换的；商户和公益池不列。“其他”包括上年结转、转赠、到期、众筹和冲正；冲正过的不算所得，也不算扣减。没有户号的列账号。
board-objection = 异议
board-object-to = 受理
board-object-until = 截止
board-any-time = 随时
board-counter = { $village }文明银行柜台
board-object-how = 有异议的，请说明是哪一行、哪里不对，并留下联系方式。记错的另记一笔冲正，原来那笔也留在账上，谁都能查。
board-checkpoint = 二维码是本村前 { $size } 条分录的封账，由本村密钥签名。
board-checkpoint-how = 请拍下来保存。日后谁要改动其中任何一条，凭它就能查出来：`wenming 审计 --against 文件`。
board-checkpoint-long = 前 { $size } 条分录的封账签名太多，印不成二维码。
board-no-checkpoint = 本村还没有封账；第一次封账后，这里会印上封账的二维码。
board-future = { $month } 还没有开始：今天是 { $today }
    .hint = 请打印已经开始的月份：`wenming 公示榜 { $before } --out 公示榜.pdf`
board-key = 核验要用的公钥（{ $branch }）：
board-before = { $month } 已经结束时本村还没有开办：从 { $since } 起记账
    .hint = 请从第一个月打印起：`wenming 公示榜 { $first } --out 公示榜.pdf`
ranking-title = 文明积分榜
ranking-days = { $from } 至 { $until }
ranking-together = 各村
ranking-place = 名次
ranking-village = 村
ranking-page-none = 这段日子里没有善行所得。
ranking-how = 按善行当日计：所得减去扣减，冲正过的不算。得分相同名次相同。没有得分或为负数的不列。姓名打码，未满14周岁的不列名。
slip-title = 兑换单
slip-part = 兑换单（{ $part }）
slip-stub = 存根
slip-claim = 领物联
slip-what = 兑换项目
slip-merchant = 商户
slip-reservation = 预留单
slip-returned = 已退
slip-sign-holder = 领取人签字
slip-sign-by = 经办人签字
slip-sign-giver = 发放人签字
slip-code-how = 凭核销码领取，请不要给无关的人看。
slip-of-nothing = 分录 `{ $entry }`（{ $event }）不是兑换、预留或核销
    .hint = 分录号见对账单：`wenming 对账单 账户`
slip-code-unknown = 预留单 `{ $entry }` 的核销码，只有用 { $by } 当时的密钥才能再印
    .hint = 请由 { $by } 打印：`{ $wenming } 兑换单 { $entry } --out 兑换单.pdf`；那把密钥已换掉的，请撤单退回积分，重新预留：`wenming 撤单 { $entry } --reason 原因`
report-title = 审计报告
report-at = 审计时间
report-against = 对照
report-papers = { $count ->
        [0] 没有封账和回单可对照
       *[other] { $count } 份封账和回单
    }
report-books = 账簿
report-books-compared = 已与流水核对
report-books-unseen = 没有核对
report-audited = 审计范围
report-checked = 审计内容
report-checks = 流水逐行重读：每行都接着上一行，写法唯一，每次提交都由当时有权的经办人签名。每条分录都按当日有效的细则，用柜台所用的同一段程序重新判定：得分和上限、余额和欠分、到期、审定、公示、冲正。
report-checks-between = 所列各村之间的转出和收入逐笔对上。
report-checks-books = 账簿与流水核对。
report-checks-papers = 流水与上列封账、回单核对。
report-checks-not = 善行是否属实、密钥是否在本人手里，审计流水看不出来。
report-heads = 链头和最近的封账
report-checkpoint = { $branch } 封账，前 { $size } 条：{ $root }
report-findings = 审计发现
report-what = 问题
report-details = 说明
report-clean = 没有发现问题。
report-sign-auditor = 审计人
report-sign-bank = 被审计单位
report-sign-day = 日期
character-unprintable = 字库里没有“{ $character }”（{ $code }），印出来会是空框：{ $text }
    .hint = 请改用通用规范汉字里的字，例如姓名用户口簿上的写法，改好后再打印
leak-unknown = 分行 { $branch } 存有姓名，而姓名库打不开：无法核对公示内容有没有露出真名
    .hint = 请在有姓名库密钥（`keys/vault`）的电脑上打印公示，或用 `--keys` 指明密钥文件夹
leak =
    { $what ->
        [name] 没有写 `{ $shown }`：上面会露出 { $whose } 的全名
        [phone] 没有写 `{ $shown }`：上面会露出 { $whose } 的电话
        [id-number] 没有写 `{ $shown }`：上面会露出 { $whose } 的身份证号
        [guardian] 没有写 `{ $shown }`：上面会露出 { $whose } 监护人的全名
        [child] 没有写 `{ $shown }`：上面有未满14周岁的人的账户 { $whose }
       *[number] 没有写 `{ $shown }`：上面有一个像身份证号、电话或银行卡号的号码
    }
    .hint =
        { $what ->
            [name] 请看看项目名称、备注里是不是写了人名；公示只写“张**”这样的姓名
            [guardian] 请看看项目名称、备注里是不是写了人名；公示只写“张**”这样的姓名
            [child] 未满14周岁的人不上公示，隐名也不行；请去掉这个账户
           *[other] 请看看项目名称、备注里是不是写了号码；号码不能上墙
        }

## 隐私

privacy-not-kept = 没有存
privacy-entries = 流水里与这个账户有关的（流水里只有账号，没有姓名）：
privacy-looked = 谁看过、改过户主资料（这个账户的，或整个分行的）：
erase-open = { $account } 还没有销户：还在用的账户须知道是谁的
    .hint = 请先问清本人，再销户：`{ $wenming } 账户 销户 { $account } --reason 原因`
erase-reason = 原因里写了人名或号码，而原因是要留下的
    .hint = 请不写人名和号码，如 `--reason 本人申请`
erase-nothing = { $account } 没有存任何户主资料
    .hint = 以前是否删除过，请看 `{ $wenming } 隐私 记录`
erase-ask = 删除后谁也看不到 { $account } 是谁的了。确定删除？
erase-unasked = { $account } 的户主资料没有删除：没有人确认
    .hint = 无人可问时请加 `--yes`
erased = 已删除 { $account } 的户主资料；账、链和凭证都不变
erased-copies = 以前的备份里还有这些资料：U盘和备份里的也要删除或销毁
retention-none = 已销户的账户都没有存户主资料
retention-closed-on = 销户日
retention-kept = 还存着
retention-stands = 处理
retention-keep = 未到期
retention-erase = 应删除
retention-back = 删除过又有了，应再删
next-erase = 删除户主资料：`{ $wenming } 隐私 删除 { $account } --reason 原因`
seen-unwritable = 看全名的记录写不进 `{ $path }`，所以不显示全名：{ $why }
    .hint = 银行文件夹能写入时才能看全名；不加 `--reveal` 则隐名显示
seen-damaged = `vault/seen.jsonl` 的第 { $lines } 行读不出来
seen-none = 没有人看过或改过户主资料
seen-earlier = 更早的 { $n } 条没有列出，用 `--json` 可看全部
seen-at = 时间
seen-by = 经办人
seen-command = 命令
seen-of = 账户或分行
seen-names = 姓名数

## 帮助里命令的分组

group-usage = 用法:
group-options = 每个命令都可用的选项:
group-start = 开张:
group-accounts = 账户与户主:
group-points = 积分进出:
group-shop = 兑换与商户:
group-paper = 打印:
group-sheets = 表格:
group-office = 汇总、结账、清算:
group-proof = 审计与核验:
group-care = 程序与文件夹:
# 荣誉，和评荣誉的期间。

fault-nothing-to-count = 没有哪个计 { $currency } 的事项或类别是 `{ $text }`
    .mend = 请写事项代码，或照原样写类别；新表里取消了这一项的，请在 .toml 里把荣誉一并改了（`细则 查看 --toml`）
fault-no-deduction = 没有哪个扣分的事项或类别是 `{ $text }`
    .mend = 请写扣分事项的代码，或它的类别；新表里取消了这一项的，请在 .toml 里把荣誉一并改了（`细则 查看 --toml`）
fault-ladder-differs = 同属“{ $ladder }”，这里却与“{ $other }”不同
    .mend = 同一阶梯的各级只有分数、名额、一票否决可以不同；否则请另取阶梯名
fault-place-count = `{ $text }` 不是名额
    .mend = 请写 1 到 { $most } 的整数；不限名额的，删去这一行
rule-ladder = 阶梯
rule-counts = 计入
rule-per = 按
rule-at-least = 不少于
rule-places = 名额
rule-veto = 一票否决
rules-honours = 荣誉
honour-of-ladder = { $name }（{ $ladder }）
honour-in-short = { $name }：{ $terms }
honour-least = { $per ->
        [month] 每月
        [quarter] 每季
       *[year] 每年
    }不少于{ $points }
honour-counts = 只计 { $what }
honour-places = 名额 { $what }
honour-veto = 有“{ $what }”的不评
change-honour = 荣誉 { $name }：{ $changes }
change-honour-added = 新增荣誉 { $honour }
change-honour-removed = 取消荣誉 { $honour }
change-none-counts = 全部事项
change-none-places = 不限
change-none-veto = 不设
change-none-ladder = （无）
term-month = 月
term-quarter = 季度
term-year = 年
period-quarter = { $year }年第{ $n ->
        [1] 一
        [2] 二
        [3] 三
       *[4] 四
    }季度
period-year = { $year }年
period-unreadable = 请写月份如 `2026-03`、季度如 `2026-Q3` 或年份如 `2026`
period-future = { $period } 还没有开始：今天是 { $today }
    .hint = 请写已经开始的：`{ $now }`
honours-of = { $period }荣誉
honours-none = { $period }没有达标的，也没有接近达标的
honours-honour = 荣誉
honours-outcome = 结果
honours-given = 评上
honours-full = 名额已满
honours-vetoed = 一票否决（{ $n } 次）
honours-short = 差{ $points }
honours-not-over = 这一期到 { $until } 为止，现在列的是到今天的情况
honours-left-out = 有 { $count } 个达标的账户不列名：未满14周岁的；姓名读不出来时，个人账户都不列
honours-title = 荣誉榜
honours-page-not-over = 截至 { $on }，本期到 { $until } 为止
honours-nobody = 本期无人达标。
honours-how = 按本期善行计：所得减去扣减，冲正过的不算，上年结转和转赠不算。户的荣誉连同户内各人一起算。同一阶梯只评最高一级。与最后一名同分的一并评上。不列分数，也不按分数排。姓名打码，未满14周岁的不列名。
no-honours = 细则里没有写荣誉
    .hint = 请在 `wenming 细则 查看 --toml` 的全文里加上 `[[honour]]`，写明 `name`、`per = "quarter"`、`at_least = "60"`，再启用
no-such-honours = 没有按{ $term }评的荣誉，有按{ $known }评的
    .hint = 请改成：`wenming 荣誉榜 { $other }`
# 志愿服务记录证明
event-certificate-published = 证明公示
event-certificate-issued = 出具证明
event-certificate-withdrawn = 撤回证明
field-contact = 联系方式
hours-minutes = { $hours }小时{ $minutes }分钟
heading-certificate = 证明
refusal-not-a-volunteer = `{ $account }` 是{ $kind }账户；志愿服务记录证明只给个人出具
    .hint = 请用志愿者本人的账户；有哪些人见 `wenming 账户 查看 { $account }`
refusal-unknown-certificate = `{ $account }` 没有编号 `{ $certificate }` 的证明
    .hint = 有哪些见 `wenming{ $in } 证明 列表`
refusal-certificate-issued = 证明 `{ $certificate }` 已由 `{ $by }` 出具
    .hint = 再打印一份，不另记分录：`wenming 证明 出具 { $certificate } --out 证明.pdf`
refusal-certificate-withdrawn = 证明 `{ $certificate }` 已由 `{ $by }` 撤回
    .hint = 本人仍要的，重新公示；公示过哪些见 `wenming{ $in } 证明 列表`
refusal-certificate-asked = 这段日子的证明 `{ $certificate }` 已经公示，还没有出具
    .hint = 期满后出具：`wenming 证明 出具 { $certificate } --out 证明.pdf`；不要了先撤回：`wenming 证明 撤回 { $certificate } --reason 原因`
refusal-nothing-served = `{ $account }` 在 { $from } 至 { $to } 没有志愿服务时长
    .hint = 只算按小时计、已入账且没有冲正的；记在本人名下的见 `wenming 对账单 { $account }`
refusal-service-not-corrected = 证明 `{ $certificate }` 的时长不能凭异议更正
    .hint = 请先撤回：`wenming 证明 撤回 { $certificate } --reason 原因`；把记错的那笔冲正后，重新公示
refusal-certificate-stands = 证明 `{ $certificate }` 还在公示，{ $from } 起可以出具，今天是 { $today }
    .hint = 公示到哪天见 `wenming{ $in } 证明 列表`
refusal-service-changed = 证明 `{ $certificate }` 公示的是 { $published }，现在是 { $now }
    .hint = 公示之后有冲正或补记；请撤回后重新公示：`wenming 证明 撤回 { $certificate } --reason 原因`
certificate-span = 服务期间
certificate-hours = 服务时长
certificate-deeds = 次数
certificate-published = { $account } 的志愿服务记录证明 { $certificate } 已列入公示
certificate-issued = { $account } 的志愿服务记录证明已出具，编号 { $entry }
certificate-again = { $account } 的志愿服务记录证明 { $entry } 以前已出具，再打印一份
certificate-withdrawn = { $account } 的证明 { $certificate } 已撤回（分录 { $entry }）
certificate-objected = 已登记对 { $account } 证明 { $claim } 的异议 { $entry }，处理前不出具
certificate-resolved = { $account } 证明 { $claim } 的异议已处理（分录 { $entry }）
certificate-public = 公示中，{ $from } 起可出具
certificate-to-issue = 可出具
certificate-is-issued = 已出具（{ $entry }）
certificate-is-withdrawn = 已撤回（{ $entry }）
certificate-none = 还没有人申请志愿服务记录证明
not-a-certificate = 分录 `{ $certificate }` 不是证明
    .hint = 有哪些证明见 `wenming{ $in } 证明 列表`
certificate-contact = 证明 `{ $entry }` 出具时写的联系方式是“{ $contact }”，再打印不能改
    .hint = 不写 `--contact`，照原样再打印
next-certificate-board = 打印公示榜，上面有这份证明：`{ $wenming }{ $in } 公示榜 { $month } --out 公示榜.pdf`
next-certificate-issue = { $from } 起出具：`{ $wenming } 证明 出具 { $certificate } --out 证明.pdf`
next-certificate-resolve = 请没有公示它的主管处理：`{ $wenming } --as 主管 公示 处理 { $claim } --dismiss --reason 原因`；成立写 `--uphold`，撤回写 `--withdraw`
certificate-entered = 证明 { $entry } 已出具；排除上述问题后打印：`wenming 证明 出具 { $entry } --out 证明.pdf`
next-paper-checkpoint = 封账后再打印一份，上面就有可核验的二维码：`{ $wenming } --branch { $branch } 封账`，再 { $paper ->
        [record] `{ $wenming } 信用记录 { $entry } --out 记录.pdf --force`
       *[certificate] `{ $wenming } 证明 出具 { $entry } --out 证明.pdf --force`
    }
certificate-title = 志愿服务记录证明
certificate-says = 兹证明 { $name } 于 { $from } 至 { $to } 参加志愿服务 { $deeds } 次，服务时长共 { $hours }，明细如下。
certificate-number = 证明编号
certificate-holder = 志愿者
certificate-id-number = 身份证号末四位
certificate-contents = 服务内容
certificate-time = 时长
certificate-issuer = 出具单位
certificate-by = 经办人
certificate-contact-label = 联系方式
certificate-was-public = 公示期间
certificate-on = 出具日期
certificate-seal = 出具单位（盖章）
certificate-head = 负责人
certificate-recorded = 编号 { $entry } 已入账，还没有封账盖到它；下次封账后再打印，上面有可核验的二维码。
certificate-check = 核验：扫码得到回单，存成文件后用 `wenming 核验 回单` 查验，会显示编号、账号、期间与时长，与本页一致即为真。
board-certificates = 志愿服务记录证明公示
board-certificates-how = 以上为志愿者本人申请出具的证明，公示期满、没有未处理的异议方可出具。有异议的，请说明证明编号。
board-certificates-minor = （未满14周岁，不公示姓名）
notice-contact-sheet = 表格里只有公示的各行，没有写异议联系方式的地方：`--contact` 只印在页面上
    .hint = 去掉 `--contact`，或者写成页面：`wenming 公示 查看 --contact 联系方式 --out 公示.pdf`
notice-title = 积分公示
notice-unnamed = 未满14周岁，不列名
notice-by = { $until }（含当日）
notice-object-how = 请说明是哪一笔申报（每行最前面的号）、哪里不对；不记提出人姓名。有异议的，处理完以前不入账；没有异议的，公示期满入账。异议内容与处理结果都会留档，供大家查看。
notice-masked = 姓名打码；未满14周岁的不列名，姓名读不出来时个人都不列名；没有户号的，只写账号的末几位。
## 柜台

desk-json = 柜台是给人用的，不能用 `--json`
    .hint = 程序请用各个命令，如 `wenming 存入`、`wenming 兑换`
desk-head = 文明银行柜台　{ $village }（{ $branch }）　经办人 { $by }
desk-closed = 柜台已关。没有确认的一概没有入账
desk-stepped-back = （退一步）
desk-keys-choose = ↑↓ 选，回车定，Esc 退一步，Ctrl-C 离开
desk-keys-filter = ↑↓ 选，打字筛选（汉字、编号、拼音首字母），回车定，Esc 退一步
desk-keys-type = 打完按回车，Esc 退一步，Ctrl-C 离开
desk-no-choice = 没有与“{ $typed }”相符的，请写 1 到 { $n } 的序号，或名称中的几个字
desk-which-village = 哪个村
desk-who-serves = 谁在经办
desk-what = 办什么
desk-deposit = 存入积分
desk-redeem = 兑换
desk-look-up = 查询
desk-undo = 撤销刚才的一笔
desk-print = 打印存折、兑换单
desk-end = 结束
desk-which-holder = 哪一户（账号、户号、姓名或拼音首字母）
desk-which-of = 有 { $n } 户相符，是哪一户
desk-account-is = 账户
desk-which-item = 做了什么
desk-by-claim = 须先申报
desk-no-items = { $account } 这类账户今天没有可以直接存入的事项
desk-which-offer = 兑换什么
desk-offer = 项目
desk-left = 余 { $left }
desk-how-many = 数量（如 2）
desk-how-many-hours = 时长（如 1.5、90m、1h30m）
desk-how-many-yuan = 金额（元，如 12.5）
desk-how-many-offered = 份数（整数）
desk-which-day = 哪一天（如 2026-03-05）
desk-which-evidence = 佐证（如签到表编号；没有就按回车）
desk-which-evidence-of = 佐证（细则要：{ $wanted }；没有就按回车）
desk-which-approver = 谁审定同意的
desk-approver = 审定人
desk-no-approvers = 这一项要有另一位经办人审定同意，而本村没有别的经办人
    .hint = 请主管先登记一位核实员：`wenming --as 主管 经办人 登记 姓名代号 --role verifier`
desk-will-deposit = 将要存入，请核对：
desk-will-redeem = 将要兑换，请核对：
desk-will-undo = 将要冲正，请核对：
desk-will-do = 将要记账，请核对：
desk-undone = 原分录
desk-after = 办后余额
desk-holds = { $balance } { $currency }，可用 { $available }
desk-is-it-right = 对吗
desk-yes = 对，入账
desk-no = 不办了
desk-change-what = 改哪一项
desk-change-holder = 改：哪一户
desk-change-item = 改：事项
desk-change-offer = 改：项目
desk-change-qty = 改：数量
desk-change-day = 改：日期
desk-change-evidence = 改：佐证
desk-change-approver = 改：审定人
desk-is-it-another = 是同一件事吗
desk-is-another = 不是，是另一件，要记
desk-changed = 刚才账上有变动，请按新的数再核对一遍
desk-not-written = 没有入账
desk-nothing-done = 这次开柜台以来没有可撤销的；更早的请主管用 `wenming 冲正` 办理
desk-manager-undoes = 撤销要由主管办，须用主管的密钥
desk-which-manager = 哪位主管
desk-why = 为什么撤销
desk-undo-it = 冲正这一笔吗
desk-what-of = 看什么
desk-account = 账户详情
desk-statement = 明细
desk-another = 查另一户
desk-print-what = 打印什么
desk-print-now = 要打印吗
desk-print-nothing = 不打印
desk-passbook = 打印存折
desk-slip = 打印兑换单
desk-slip-of = 哪一笔的兑换单
desk-no-slips = 这一户没有兑换或预留过
desk-which-file = 存成哪个文件（.pdf，或 .html）

# 给贷款机构的积分信用记录
event-record-issued = 出具信用记录
field-lender = 贷款机构
refusal-no-record = `{ $account }` 是{ $kind }账户；积分信用记录只给户和个人出具
    .hint = 查看账户：`wenming 账户 查看 { $account }`
record-unrequested = 积分信用记录只应户主本人申请出具：要写明申请日期和交给哪家机构
    .hint = `wenming 信用记录 { $account } --requested 日期 --lender 机构 --out 记录.pdf`
record-again-as = 再打印的记录照原样，不能另写 `--requested` 或 `--lender`
    .hint = 再打印：`wenming 信用记录 { $entry } --out 记录.pdf`
record-issued = { $account } 的积分信用记录已出具，编号 { $entry }
record-again = { $account } 的积分信用记录 { $entry } 以前已出具，再打印一份
record-lender = 接收机构
record-requested = 申请日期
not-a-record = 分录 `{ $entry }` 不是积分信用记录
    .hint = 某户出具过哪些，见 `wenming 对账单 户号`
record-entered = 记录 { $entry } 已登记；排除上述问题后打印它，不要另行出具：`wenming 信用记录 { $entry } --out 记录.pdf`
record-title = 文明积分信用记录
record-says = 应 { $name } 本人 { $requested } 的申请，向 { $lender } 出具截至 { $on } 的积分记录如下。
record-number = 记录编号
record-holder = 户主
record-status = 账户状态
record-open = 正常
record-frozen = 冻结
record-closed = 已销户
record-reservations = 已预留未领
record-nothing = 没有积分往来。
record-means = 所得为善行记分，按做事日期计，已冲正的不计；期初结余和他人转赠的不算所得。欠分是冲正后不够扣的部分。积分不是钱，也不是担保；本记录只说账上有什么，不作评级，不代替贷款审查。
record-sign-holder = 申请人
record-year = { $year }年所得
record-life = 累计所得
record-arrears = 欠分
record-kept = 当年所得 { $year }，累计所得 { $life }，余额 { $balance }
record-check = 核验：扫码得到回单，存成文件后用 `wenming 核验 回单` 查验，会显示编号、账号、各项所得与余额，与本页一致即为真。
rebuild-working = 正在重建账簿
page-no-names = { $branches } 没有存户主姓名：本页只有号码，也无从知道谁未满14周岁。
