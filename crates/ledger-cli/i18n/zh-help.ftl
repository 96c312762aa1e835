### 中文帮助。英文帮助就是各命令参数的文档注释。
###
### `help-<命令路径>` 是一行说明，`.long` 是全文（末行为示例）；
### `help-<命令路径>--<参数>` 是参数说明；各命令通用的选项写在 `help--<参数>`。

help-usage = 用法:
help-heading-commands = 命令
help-heading-arguments = 参数
help-heading-options = 选项
help-heading-global = 通用选项
help-heading-table = 表格（.csv、.xlsx）选项
help-usage-options = [选项]
help-also = （也可写：{ $names }）
help-default = （默认：{ $value }）
help-env = （环境变量：{ $value }）
help-choices = （可选：{ $value }）

help-value-words = 文字
help-value-command = 命令
help-value-account = 账号或户号
help-value-number = 号码
help-value-year = 年份
help-value-code = 代码
help-value-date = 日期
help-value-dir = 文件夹
help-value-entry = 分录号
help-value-bundle = 账包
help-value-file = 文件
help-value-file-xlsx = 文件.xlsx
help-value-from = 转出账号
help-value-key = 请求号
help-value-household = 户号
help-value-into = 并入的户
help-value-file-svg = 文件.svg
help-value-keyline = 公钥行
help-value-kind = 类型
help-value-lang = 语言
help-value-manager = 主管
help-value-n = 个数
help-value-days = 天数
help-value-month = 月份
help-value-period = 期间
help-value-part = 代码:分数
help-value-limit = 限额
help-value-name = 名称
help-value-new = 新细则
help-value-no = 户号
help-value-offer = 项目代码
help-value-offset = 时差
help-value-old = 旧细则
help-value-pairs = 旧=新
help-value-operator = 经办人
help-value-origin = 标识
help-value-out = 文件
help-value-phone = 电话
help-value-points = 分数
help-value-percent = 百分比
help-value-term = 期限
help-value-public-key = 公钥
help-value-qty = 数量
help-value-reason = 原因
help-value-rfc3339 = 时间
help-value-role = 角色
help-value-rule = 事项代码
help-value-shell = 命令行
help-value-subcommand = 命令
help-value-text = 文字
help-value-title = 标题
help-value-to = 转入账号
help-value-when = 何时
help-value-why = 缘由
help-value-yuan = 元
help-value-voucher = 凭证号
help-value-merchant = 商户账号
help-value-policy = 办法
help-value-yyyy = 年份
help-value-which = 哪张

help = 管好村里的文明银行：存入、兑换、审计，笔笔可查
    .long =
        管好村里的文明银行：存入、兑换、审计，笔笔可查

        做好事得的积分记入流水。流水有签名、前后相扣，只增不改；余额由流水算出，
        审计时可按当日执行的细则把每一笔重新算一遍。

        示例: wenming 演示
help--bank = 银行所在文件夹
help--passphrase_file = 第一行写着密钥口令的文件；不写则在终端询问
help--keys = 经办人密钥所在文件夹；不写则为银行文件夹下的 keys
help--mirror = 镜像：U盘或另一块磁盘上的文件夹，每条分录同时存一份；不含姓名和密钥
help--as = 由谁经办
help--trust = 信任的公钥所在文件；不写则在您自己的配置文件夹里
help--branch = 指哪个分行，如 LC01
help--lang = 答复用的语言；不写则随系统
help--json = 用 JSON 答复，供程序读取：一个对象，列表则是对象的数组
help--quiet = 只显示结果和错误
help--color = 何时用颜色
help--accept_clock = 时钟看起来不对也照办
help--now = 当作现在的时间，供测试和重演
help--help = 显示帮助（-h 简要，--help 详细）
help--version = 显示版本
help-help = 显示某个命令的帮助
help-help--subcommand = 哪个命令

help-demo = 建一个示例银行：三个村、一个月的业务，并审计一遍
    .long =
        建一个示例银行：三个村、一个月的业务，并审计一遍

        做的是上个月的业务，建好后可以接着用。其中一个村走全套程序：申报、公示、异议、到期、预留、众筹；
        一个村出具志愿服务记录证明和信用记录。不会覆盖已有的内容。最后说明经办员、村民、村民会议、审计员接下来各看什么。

        示例: wenming 演示
help-demo--dir = 建在哪个文件夹

help-init = 建行：设立总行和第一位主管，生成密钥
    .long =
        建行：设立总行和第一位主管，生成密钥

        银行建在 --bank 指的文件夹，须为空或尚不存在。主管的密钥写在密钥文件夹，
        谁拿到它就能以主管身份办事，请另存一份妥善保管。

        示例: wenming --bank ./lucheng 建行 --origin wenming.example/lucheng --name 鹿城镇文明银行 --manager wang
help-init--origin = 银行标识，如 wenming.example/lucheng，以后不能改
help-init--name = 银行名称
help-init--manager = 总行第一位主管的代号
help-init--offset = 按哪个时区计日
help-init--since = 最早可登记哪天的事；不写则为今年1月1日

help-branch = 开设、列出分行，管理分行密钥
help-branch-open = 给一个村开设分行
    .long =
        给一个村开设分行

        由总行主管办理，用主管的密钥签第一笔分录。接着启用细则、登记经办员。

        示例: wenming --as wang 分行 开设 LC01 --name 清溪村
help-branch-open--code = 分行代码，如 LC01
help-branch-open--name = 分行名称
help-branch-open--since = 最早可登记哪天的事；不写则与总行相同
help-branch-list = 列出各分行的名称和起始日
    .long =
        列出各分行的名称和起始日

        示例: wenming 分行 列表

help-branch-away = 分行改在另一处文件夹记账，这里只凭账包收进
    .long =
        分行改在另一处文件夹记账，这里只凭账包收进

        此后这里不给它记任何账，免得两处各记各的，再也对不上。

        示例: wenming 分行 外出 LC01
help-branch-away--code = 分行代码
help-branch-home = 外出的分行改回在这里记账
    .long =
        外出的分行改回在这里记账

        只在另一处文件夹确实不再记账之后使用，如那台电脑已经丢失。

        示例: wenming 分行 收回 LC01
help-branch-home--code = 分行代码
help-branch-set-key = 给分行设一把新密钥，用于封账和见证
    .long =
        给分行设一把新密钥，用于封账和见证

        由主管办理。密钥写在密钥文件夹，并记一笔分录：从此以它为准。
        密钥遗失、外泄或要更换时写明原因再设一次，用不着旧的那把。

        示例: wenming --as wang --branch LC01 分行 设密钥
help-branch-set-key--reason = 原因；分行已有密钥时必须写
help-branch-keys = 显示分行的公钥行，不写分行则显示全部
    .long =
        显示分行的公钥行，不写分行则显示全部

        别人核对封账和见证要用：每行形如 wenming.example/lucheng/LC01+编号+公钥。
        换下的旧密钥写在 # 后面。

        示例: wenming --branch LC01 分行 密钥
help-branch-passphrase = 给分行密钥设口令、换口令或取消口令
    .long =
        给分行密钥设口令、换口令或取消口令

        没有口令谁也打不开密钥。口令忘了，就另设一把密钥。

        示例: wenming --branch LC01 分行 口令
help-branch-passphrase--remove = 取消口令；此后谁拿到文件就拿到密钥
help-branch-passphrase--new_passphrase_file = 第一行写着新口令的文件；不写则在终端询问

help-operator = 登记、注销、列出经办人，管理本人密钥
help-operator-new-key = 在自己的电脑上给自己造一把密钥，不需要银行
    .long =
        在自己的电脑上给自己造一把密钥，不需要银行

        只把公钥交给主管登记，私钥始终不离开本人的电脑。

        示例: wenming --keys ./keys 经办人 造密钥 clerk01 --passphrase
help-operator-new-key--id = 经办人代号，如 clerk01
help-operator-new-key--passphrase = 同时设口令，硬盘上不留没有口令的密钥
help-operator-new-key--new_passphrase_file = 第一行写着新口令的文件；不写则在终端询问
help-operator-passphrase = 给经办人密钥设口令、换口令或取消口令
    .long =
        给经办人密钥设口令、换口令或取消口令

        没有口令谁也打不开密钥。口令忘了，由主管用新密钥重新登记。
        不需要银行：密钥在哪里由 --keys 指明。

        示例: wenming 经办人 口令 clerk01
help-operator-passphrase--id = 经办人代号；不写则为经办人本人
help-operator-passphrase--remove = 取消口令；此后谁拿到文件就拿到密钥
help-operator-passphrase--new_passphrase_file = 第一行写着新口令的文件；不写则在终端询问
help-operator-enroll = 登记经办人，或给他换角色、换密钥
    .long =
        登记经办人，或给他换角色、换密钥

        不写公钥就生成一把密钥，写在密钥文件夹；写了公钥，私钥就始终在本人手里。

        示例: wenming --as wang --branch LC01 经办人 登记 clerk01 --role clerk
help-operator-enroll--id = 经办人代号，如 clerk01
help-operator-enroll--role = 角色：clerk 经办员、verifier 核实员、manager 主管、auditor 审计员
help-operator-enroll--account = 经办人本人或其户的账户：本户的申报自己不能审
help-operator-enroll--public_key = 本人已有的公钥；不写则生成一把
help-operator-retire = 注销经办人，此后其密钥不能再签
    .long =
        注销经办人，此后其密钥不能再签

        以前签过的仍然有效。

        示例: wenming --as wang --branch LC01 经办人 注销 clerk01 --reason 离职
help-operator-retire--id = 经办人代号
help-operator-retire--reason = 原因
help-operator-list = 列出分行的经办人，不写分行则列出全部
    .long =
        列出分行的经办人，不写分行则列出全部

        示例: wenming --branch LC01 经办人 列表

help-rules = 检查、启用、查看、对比、试算积分细则
help-rules-check = 检查一份细则，列出全部问题
    .long =
        检查一份细则，列出全部问题

        可读 .toml，以及村里现成的 .csv、.xlsx 表格。不写入任何内容。
        表格 .xlsx 里的数不带显示格式：整列都是 1.0 而要用一位小数的，请加 --decimals 1。
        加 --toml 输出文本形式的细则，写上 > rules.toml 就存成文件。
        表格没写的，照所指分行的现行细则；没有银行，或有几个村而没写 --branch，则单看表格。
        加 --base 则对照上级细则的规定，检查村里改动的部分。

        示例: wenming 细则 检查 rules.csv
help-rules-check--file = 细则文件：.toml、.csv 或 .xlsx
help-rules-check--title = 细则标题；不写则照现行细则，没有则用文件名
help-rules-check--currency = 积分种类代码
help-rules-check--currency_name = 积分种类名称；不写则照现行细则，没有则为文明积分
help-rules-check--decimals = 小数位数，0 至 4；不写则照现行细则，没有则取表中最多的
help-rules-check--floor = 扣分的底线，余额不会扣到此数以下；不写则照现行细则，没有则为 0
help-rules-check--spendable_above = 高于此数的部分才能兑换或转赠；不写则照现行细则，没有则为 0
help-rules-check--yuan_per_point = 每分折合多少元，仅供参考；不写则照现行细则
help-rules-check--expires = 积分的有效期：24个月、半年、年底 或 永久；不写则照现行细则，没有则永不过期
help-rules-check--carry_over = 到期时结转的比例，如 50%；不写则照现行细则，没有则不结转
help-rules-check--ceiling = 账户靠得分最多能有多少分；不写则照现行细则，没有则没有上限
help-rules-check--base = 上级（乡镇）细则；本文件是只写村里不同之处的 .toml（写有 extends）时用
help-rules-check--holders = 表中没写对象时，谁可以得分，用逗号分开
help-rules-adopt = 启用一份细则，从某日起执行
    .long =
        启用一份细则，从某日起执行

        全文写入流水；村里的改动与 --base 的上级细则合成一份写入。
        那日以前的事仍按当时的细则算。

        示例: wenming --as wang 细则 启用 rules.csv --from 2026-01-01 --all-branches
help-rules-adopt--file = 细则文件：.toml、.csv 或 .xlsx
help-rules-adopt--from = 从哪天起执行
help-rules-adopt--all_branches = 各分行一并启用，不只这一个
help-rules-adopt--title = 细则标题；不写则照现行细则，没有则用文件名
help-rules-adopt--currency = 积分种类代码
help-rules-adopt--currency_name = 积分种类名称；不写则照现行细则，没有则为文明积分
help-rules-adopt--decimals = 小数位数，0 至 4；不写则照现行细则，没有则取表中最多的
help-rules-adopt--floor = 扣分的底线，余额不会扣到此数以下；不写则照现行细则，没有则为 0
help-rules-adopt--spendable_above = 高于此数的部分才能兑换或转赠；不写则照现行细则，没有则为 0
help-rules-adopt--yuan_per_point = 每分折合多少元，仅供参考；不写则照现行细则
help-rules-adopt--expires = 积分的有效期：24个月、半年、年底 或 永久；不写则照现行细则，没有则永不过期
help-rules-adopt--carry_over = 到期时结转的比例，如 50%；不写则照现行细则，没有则不结转
help-rules-adopt--ceiling = 账户靠得分最多能有多少分；不写则照现行细则，没有则没有上限
help-rules-adopt--base = 上级（乡镇）细则；本文件是只写村里不同之处的 .toml（写有 extends）时用
help-rules-adopt--holders = 表中没写对象时，谁可以得分，用逗号分开
help-rules-show = 查看现行细则，或其中一项
    .long =
        查看现行细则，或其中一项

        示例: wenming 细则 查看 H07 --on 2026-03-19
help-rules-show--rule = 事项代码；不写则列出全部
help-rules-show--on = 看哪天执行的；不写则为今天
help-rules-show--toml = 显示流水里的全文
help-rules-diff = 逐项对比两份细则
    .long =
        逐项对比两份细则

        写 current 表示分行现行的那一份。

        示例: wenming 细则 对比 current rules.csv
help-rules-diff--old = 旧的：文件，或 current
help-rules-diff--new = 新的：文件，或 current
help-rules-diff--title = 细则标题；不写则照现行细则，没有则用文件名
help-rules-diff--currency = 积分种类代码
help-rules-diff--currency_name = 积分种类名称；不写则照现行细则，没有则为文明积分
help-rules-diff--decimals = 小数位数，0 至 4；不写则照现行细则，没有则取表中最多的
help-rules-diff--floor = 扣分的底线，余额不会扣到此数以下；不写则照现行细则，没有则为 0
help-rules-diff--spendable_above = 高于此数的部分才能兑换或转赠；不写则照现行细则，没有则为 0
help-rules-diff--yuan_per_point = 每分折合多少元，仅供参考；不写则照现行细则
help-rules-diff--expires = 积分的有效期：24个月、半年、年底 或 永久；不写则照现行细则，没有则永不过期
help-rules-diff--carry_over = 到期时结转的比例，如 50%；不写则照现行细则，没有则不结转
help-rules-diff--ceiling = 账户靠得分最多能有多少分；不写则照现行细则，没有则没有上限
help-rules-diff--base = 上级（乡镇）细则；本文件是只写村里不同之处的 .toml（写有 extends）时用
help-rules-diff--holders = 表中没写对象时，谁可以得分，用逗号分开

help-account = 开户、查看、查找、冻结、销户
help-account-open = 开户，给出账号
    .long =
        开户，给出账号

        姓名和电话加密存放，流水里只有账号。

        示例: wenming 账户 开户 --household 二组-017 --name 张桂兰
help-account-open--kind = 户主类型：household 户、person 个人、team 队伍、merchant 商户、pool 公益池
help-account-open--household = 户号，如 二组-017
help-account-open--household_of = 个人所在的户：户号或账号
help-account-open--name = 姓名或名称
help-account-open--phone = 电话
help-account-open--id_number = 身份证号；从中也知道出生年份
help-account-open--birth_year = 出生年份；未满14周岁的不上任何公示
help-account-open--guardian = 未成年人的监护人姓名
help-account-show = 查看账户：户主、状态、余额
    .long =
        查看账户：户主、状态、余额

        排队的人也看得见屏幕，所以姓名和电话只显示一部分。用 `--reveal` 看全名的须是经办人，并留下记录。

        示例: wenming 账户 查看 二组-017
help-account-show--account = 账号或户号
help-account-find = 按账号、户号或姓名的一部分查找账户
    .long =
        按账号、户号或姓名的一部分查找账户

        姓名也可用拼音或拼音首字母找，如 zgl。电话要写全。不写分行则在各分行里找。

        示例: wenming 账户 查找 张
help-account-find--text = 要找的文字
help-account-freeze = 冻结账户，解冻前积分不能变动
    .long =
        冻结账户，解冻前积分不能变动

        示例: wenming 账户 冻结 二组-017 --reason 核查中
help-account-freeze--account = 账号或户号
help-account-freeze--reason = 原因
help-account-unfreeze = 解冻账户
    .long =
        解冻账户

        示例: wenming 账户 解冻 二组-017 --reason 核查完毕
help-account-unfreeze--account = 账号或户号
help-account-unfreeze--reason = 原因
help-account-close = 销户，余额须为零，销后不能恢复
    .long =
        销户，余额须为零，销后不能恢复

        示例: wenming 账户 销户 二组-017 --reason 迁出
help-account-close--account = 账号或户号
help-account-close--reason = 原因

help-household = 入户、出户、分户、并户
help-household-join = 把个人记入一户
    .long =
        把个人记入一户

        计给户的事项，个人做了就计给这一户；本户的申报，本户的人不能审。

        示例: wenming 户 入户 LC01-000123-Q 二组-017
help-household-join--account = 个人的账号
help-household-join--household = 户号或户的账号
help-household-leave = 个人出户
    .long =
        个人出户

        积分不动；要分积分，请办分户。

        示例: wenming --as wang 户 出户 LC01-000123-Q --reason 迁出
help-household-leave--account = 个人的账号
help-household-leave--reason = 原因
help-household-split = 分户：开新户、迁成员、分积分
    .long =
        分户：开新户、迁成员、分积分

        村里的决定写在原因里，永久留存。积分连同有效期一起划转，先到期的先划；
        公示中的和已预留的积分留在原户。要么全部办成，要么一样不办。

        示例: wenming --as wang 户 分户 二组-017 二组-031 --members LC01-000123-Q --share 50% --reason 分家
help-household-split--household = 要分的户
help-household-split--new = 新户的户号
help-household-split--members = 随新户的成员
help-household-split--points = 划给新户的积分，如 40 或 JF:40；几种积分可分别写
help-household-split--share = 各种积分划给新户的比例，向下取整，如 50%
help-household-split--reason = 村里的决定
help-household-merge = 并户：成员和积分并入另一户，原户销户
    .long =
        并户：成员和积分并入另一户，原户销户

        要么全部办成，要么一样不办；还有申报或预留未办完的户，须先办完；
        已到期的积分须先由 `日结` 入账。

        示例: wenming --as wang 户 并户 二组-031 二组-017 --reason 并户
help-household-merge--from = 并入他户、随后销户的户
help-household-merge--into = 保留的户
help-household-merge--reason = 村里的决定
help-household-show = 查看一户有哪些成员
    .long =
        查看一户有哪些成员

        排队的人也看得见屏幕，所以姓名只显示一部分。

        示例: wenming 户 查看 二组-017
help-household-show--household = 户号、户的账号，或其成员的账号
help-household-show--reveal = 显示全名

help-deposit = 按细则存入积分
    .long =
        按细则存入积分

        得多少分由细则定；到了上限会少给，两个数都会显示。补登的按做事那天计算。

        示例: wenming 存入 二组-017 H07 2 --on 2026-03-19 --evidence 签到表-0319
help-deposit--account = 账号或户号，如 二组-017
help-deposit--rule = 事项代码，如 H07
help-deposit--qty = 数量：2、1.5、90m、1h30m
help-deposit--on = 做事的日期；不写则为今天
help-deposit--evidence = 佐证，如签到表编号
help-deposit--note = 备注
help-deposit--approver = 审定人，细则要求时须写
help-deposit--again = 与已有的一笔相似，但确是另一件事；可写明缘由
help-deposit--request = 请求号：同一请求办两次，只记一次

help-deduct = 按负面清单扣减积分
    .long =
        按负面清单扣减积分

        余额不会扣到底线以下。

        示例: wenming 扣减 二组-017 H51 --on 2026-03-19 --evidence 签到表-0319
help-deduct--account = 账号或户号，如 二组-017
help-deduct--rule = 事项代码，如 H51
help-deduct--qty = 数量：2、1.5、90m、1h30m
help-deduct--on = 事情发生的日期；不写则为今天
help-deduct--evidence = 佐证，如签到表编号
help-deduct--note = 备注
help-deduct--approver = 审定人，细则要求时须写
help-deduct--again = 与已有的一笔相似，但确是另一件事；可写明缘由
help-deduct--request = 请求号：同一请求办两次，只记一次

help-claim = 申报须经程序才入账的事
help-claim-file = 按细则申报一件须经程序的事
    .long =
        按细则申报一件须经程序的事

        积分现在就算好，并从现在起占用上限；入账后方可使用。佐证文件只记
        SHA-256，以免同一张照片用作两件事；文件请自行保存。

        示例: wenming 申报 提交 二组-017 H07 2 --on 2026-03-19 --evidence 签到表-0319
help-claim-file--account = 账号或户号，如 二组-017
help-claim-file--rule = 事项代码，如 H07
help-claim-file--qty = 数量：2、1.5、90m、1h30m
help-claim-file--on = 做事的日期；不写则为今天
help-claim-file--evidence = 佐证，如签到表编号
help-claim-file--file = 佐证文件，如照片；可写多次
help-claim-file--witness = 在场证明人的账号，补登时须写；可写多次
help-claim-file--note = 备注
help-claim-file--request = 请求号：同一请求办两次，只记一次
help-claim-verify = 办理申报的下一步：核实，或登记评议结果
    .long =
        办理申报的下一步：核实，或登记评议结果

        可写几笔，全部办成或都不办。自己提交的、自己或同户的、自己审核过的，都不能
        再由自己审核。不须公示的，办完最后一步即入账。

        示例: wenming --as wang 申报 核实 LC01:41 LC01:42 --note 现场看过
help-claim-verify--claims = 申报号，如 LC01:41；见 wenming 申报 列表
help-claim-verify--note = 看到的情况；评议则写会议记录
help-claim-verify--distinct = 为何与相似的一笔是两件事
help-claim-reject = 驳回还没有公示的申报
    .long =
        驳回还没有公示的申报

        占用的上限同时退还。

        示例: wenming --as wang 申报 驳回 LC01:41 --reason 未参加
help-claim-reject--claim = 申报号，如 LC01:41
help-claim-reject--reason = 原因
help-claim-list = 列出未办结的申报，各到哪一步
    .long =
        列出未办结的申报，各到哪一步

        示例: wenming 申报 列表
help-claim-show = 查看一笔申报、它的进度和经过
    .long =
        查看一笔申报、它的进度和经过

        示例: wenming 申报 查看 LC01:41
help-claim-show--claim = 申报号，如 LC01:41

help-notice = 公示申报，处理异议
help-notice-open = 张贴公示：一段时间内审核完的申报
    .long =
        张贴公示：一段时间内审核完的申报

        公示天数按其中要求最长的事项，也可写得更长。之后审核完的，列入下一次公示。

        示例: wenming 公示 张贴 --from 2026-03-01 --to 2026-03-31
help-notice-open--from = 做事的第一天；不写则包括所有等待公示的
help-notice-open--to = 做事的最后一天；不写则到今天
help-notice-open--days = 公示几天
help-notice-object = 登记对某一笔的异议，该笔暂不入账
    .long =
        登记对某一笔的异议，该笔暂不入账

        不记提出人是谁，只记内容。公示中的志愿服务记录证明，异议也这样登记。

        示例: wenming 公示 异议 LC01:41 --reason 当天没有见到他
help-notice-object--claim = 申报号，如 LC01:41
help-notice-object--reason = 异议内容
help-notice-object--deadline = 处理期限；不写则为一周后
help-notice-resolve = 处理异议
    .long =
        处理异议

        由没有提交或审核过该申报、也不与申报人同户的主管处理。更正只能改少；多出的
        另行申报，同样要公示。

        示例: wenming --as wang 公示 处理 LC01:41 --correct 1 --reason 签到表上是1次
help-notice-resolve--claim = 申报号，如 LC01:41
help-notice-resolve--uphold = 异议成立，撤销该笔申报
help-notice-resolve--correct = 实际数量，少于申报的
help-notice-resolve--dismiss = 异议不成立，申报照常
help-notice-resolve--withdraw = 提出人撤回，申报照常
help-notice-resolve--reason = 原因
help-notice-close = 结束期满的公示，各笔一次入账
    .long =
        结束期满的公示，各笔一次入账

        有异议未处理的暂不入账，处理后再入。日结也会办理，各村一并。

        示例: wenming 公示 结束 LC01:57
help-notice-close--notice = 公示号，如 LC01:57；不写则为所有期满的
help-notice-show = 打印公示，供张贴
    .long =
        打印公示，供张贴

        姓名隐去，没有户号的只写账号末尾几位。

        加 --out 写成张贴的页面或表格；会露出姓名、电话、身份证号的不写出来。

        示例: wenming 公示 查看 LC01:57 --out 公示.pdf
help-notice-show--contact = 向谁、在哪里提异议；不写则是文明银行柜台
help-notice-show--out = 写成文件：张贴的页面 .pdf、.html，或表格 .xlsx、.csv；不写则显示在终端
help-notice-show--force = 文件已有也覆盖
help-notice-show--notice = 公示号，如 LC01:57；只有一个未结束时可不写
help-notice-list = 列出未结束的公示
    .long =
        列出未结束的公示

        示例: wenming 公示 列表
help-notice-list--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-notice-list--force = 文件已有也覆盖

help-offer = 管理积分能兑换的项目
help-offer-add = 上架一个项目，或改它的条件
    .long =
        上架一个项目，或改它的条件

        已上架的项目，没写的照旧不变；写 none 或“无”就取消这一条。回答里写明改了什么。

        示例: wenming 兑换项目 上架 RICE-5 --title 大米5公斤 --price 50
help-offer-add--code = 项目代码，如 RICE-5
help-offer-add--title = 项目名称；新项目必须写
help-offer-add--price = 每份多少分；新项目必须写
help-offer-add--currency = 用哪种积分；新项目不写则为细则里的第一种
help-offer-add--kind = goods 商品、service 服务；新项目不写则为商品
help-offer-add--merchant = 收取积分的商户账号；写“无”则归银行
help-offer-add--limit = 每个账户可兑换几份，如 `2次/月`；写“无”则不限
help-offer-add--from = 可兑换的第一天；写“无”则不限
help-offer-add--until = 可兑换的最后一天；写“无”则不限
help-offer-add--hold_days = 预留保留几天；写“无”则为 7 天
help-offer-add--stock = 现有几份；不写则不计库存
help-offer-pause = 暂停一个项目；已经预留的仍可核销
    .long =
        暂停一个项目；已经预留的仍可核销

        示例: wenming --as wang 兑换项目 暂停 RICE-5 --reason 盘点
help-offer-pause--code = 项目代码
help-offer-pause--reason = 原因
help-offer-resume = 恢复一个暂停的项目
    .long =
        恢复一个暂停的项目

        示例: wenming --as wang 兑换项目 恢复 RICE-5
help-offer-resume--code = 项目代码
help-offer-list = 列出能兑换的项目
    .long =
        列出能兑换的项目

        示例: wenming 兑换项目 列表
help-offer-list--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-offer-list--force = 文件已有也覆盖
help-offer-withdraw = 下架一个项目
    .long =
        下架一个项目

        示例: wenming 兑换项目 下架 RICE-5 --reason 售罄
help-offer-withdraw--code = 项目代码
help-offer-withdraw--reason = 原因

help-stock = 管理兑换项目的库存
help-stock-add = 登记一个项目的到货；写负数为出库
    .long =
        登记一个项目的到货；写负数为出库

        第一次登记起开始计库存：此后没有货就不能兑换。

        示例: wenming --as wang 库存 入库 RICE-5 20
help-stock-add--code = 项目代码
help-stock-add--n = 到了几份
help-stock-add--reason = 原因；不写则为“入库”
help-stock-count = 登记一个项目盘点的份数，已预留的不算在内
    .long =
        登记一个项目盘点的份数，已预留的不算在内

        示例: wenming --as wang 库存 盘点 RICE-5 18
help-stock-count--code = 项目代码
help-stock-count--n = 现有几份
help-stock-count--reason = 原因；不写则为“盘点”
help-stock-show = 查看各项目的库存和已预留的份数
    .long =
        查看各项目的库存和已预留的份数

        示例: wenming 库存 查看
help-stock-show--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-stock-show--force = 文件已有也覆盖

help-reserve = 先付积分预留一个项目，凭核销码领取
    .long =
        先付积分预留一个项目，凭核销码领取

        积分当时扣下，出示核销码领取时再转付。过了最后一天没有领取的，退回积分。外村的项目只能兑换，不能预留。

        示例: wenming 预留 二组-017 RICE-5 2
help-reserve--account = 账号或户号
help-reserve--offer = 项目代码，如 RICE-5
help-reserve--qty = 几份
help-reserve--note = 备注
help-reserve--request = 请求号：同一请求办两次，只记一次

help-collect = 凭小票上的核销码交付预留的东西
    .long =
        凭小票上的核销码交付预留的东西

        示例: wenming 核销 7K3M-9QTX-2BHD
help-collect--code = 核销码，大小写、有无短横均可
help-collect--entry = 预留单，如 LC01:57；不写则按核销码查找
help-collect--request = 请求号：同一请求办两次，只记一次

help-cancel = 撤销一张预留单：退回积分，东西重新上架
    .long =
        撤销一张预留单：退回积分，东西重新上架

        示例: wenming 撤单 LC01:57 --reason 不要了
help-cancel--entry = 预留单，如 LC01:57，见 `wenming 预留单`
help-cancel--reason = 原因
help-cancel--request = 请求号：同一请求办两次，只记一次

help-reservations = 列出已预留、还没有领取的
    .long =
        列出已预留、还没有领取的

        示例: wenming 预留单
help-reservations--account = 只看这个账户的，写账号或户号
help-reservations--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-reservations--force = 文件已有也覆盖

help-slip = 打印兑换单：兑换、预留或核销的存根和领物联
    .long =
        打印兑换单：兑换、预留或核销的存根和领物联

        一张两联：存根留在银行，凭领物联领取。预留的核销码只印在领物联上，
        只有办理预留的经办人能再印。

        示例: wenming 兑换单 LC01:57 --out 兑换单.pdf
help-slip--entry = 分录号，如 LC01:57
help-slip--out = 写到哪个文件：.pdf，或浏览器看的 .html
help-slip--force = 文件已有也覆盖

help-return = 收回兑换或核销的东西，退回积分
    .long =
        收回兑换或核销的东西，退回积分

        商户已经把积分转走的，退货后变为欠分。

        示例: wenming --as wang 退货 LC01:41 1 --reason 破损
help-return--entry = 兑换或核销的分录，如 LC01:41
help-return--qty = 退几份
help-return--reason = 原因
help-return--request = 请求号：同一请求办两次，只记一次

help-redeem = 用积分兑换项目
    .long =
        用积分兑换项目

        示例: wenming 兑换 二组-017 RICE-5 2
help-redeem--account = 账号或户号
help-redeem--offer = 项目代码，如 RICE-5；外村的写 LC02/RICE-5
help-redeem--at = 哪个村的项目；不写就是账户所在的村
help-redeem--qty = 几份
help-redeem--with = 价格中用只能合用的积分支付的部分，如 ZS:50
help-redeem--note = 备注
help-redeem--request = 请求号：同一请求办两次，只记一次

help-transfer = 把积分转赠给另一账户，本村外村都可以
    .long =
        把积分转赠给另一账户，本村外村都可以

        转入户号只在转出户所在的村里找，外村的要写 --at。转到外村时，两村各记一笔，两笔的分录号都会报出来。

        示例: wenming 转赠 二组-017 三组-004 20 --note 帮扶
help-transfer--from = 转出的账号或户号
help-transfer--to = 转入的账号或户号；外村的写账号，或加 --at
help-transfer--at = 转入的户在哪个村；不写就是转出户所在的村
help-transfer--points = 多少分
help-transfer--currency = 哪种积分；不写则为细则里的第一种
help-transfer--to_currency = 转入后算哪种积分；与原种类不同会被拒绝
help-transfer--note = 事由
help-transfer--request = 请求号：同一请求办两次，只记一次

help-clearing = 查看和轧差村与村之间往来的积分
    .long =
        查看和轧差村与村之间往来的积分
help-clearing-show = 查看各村应付、应收和在途的积分
    .long =
        查看各村应付、应收和在途的积分

        应付是本村人在外村用掉的，减去外村人在本村用掉的。在途的积分两边都还不算。

        示例: wenming 清算 查看
help-clearing-net = 轧差各村之间的往来，并在各村结清
    .long =
        轧差各村之间的往来，并在各村结清

        须由总行主管办理，而且在有关各村也登记为主管。再办一次只补没办完的，别的不动。

        示例: wenming --as wang 清算 轧差

help-reverse = 冲正一笔分录：另记一笔，不涂改
    .long =
        冲正一笔分录：另记一笔，不涂改

        积分已经用掉也能冲正：账户变为欠分，以后得的分先补上。

        示例: wenming --as wang 冲正 LC01:41 --reason 重复登记
help-reverse--entry = 分录号，如 LC01:41，见对账单
help-reverse--reason = 原因
help-reverse--request = 请求号：同一请求办两次，只记一次

help-balance = 查看一个账户的余额，或全分行的余额
    .long =
        查看一个账户的余额，或全分行的余额

        示例: wenming 余额 二组-017
help-balance--account = 账号或户号；不写则列出全部
help-balance--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-balance--force = 文件已有也覆盖

help-statement = 列出账户的明细，新的在后
    .long =
        列出账户的明细，新的在后

        示例: wenming 对账单 二组-017 --last 5
help-statement--account = 账号或户号
help-statement--last = 最近几笔
help-statement--all = 全部

help-passbook = 打印存折：有多少积分，一笔笔怎么来的
    .long =
        打印存折：有多少积分，一笔笔怎么来的

        PDF，或任何浏览器都能打开、打印的网页。存折上的二维码是最近一笔的回单（封账盖到它时才有）。
        户主姓名默认隐去，加 --reveal 印全名。

        示例: wenming 存折 二组-017 --out 存折.pdf
help-passbook--account = 账号或户号
help-passbook--out = 写到哪个文件：.pdf，或浏览器看的 .html
help-passbook--force = 文件已有也覆盖
help-passbook--last = 只印最近几笔
help-passbook--reveal = 印出户主全名

help-expiring = 列出即将到期的积分：谁的、何时到期、作废多少
    .long =
        列出即将到期的积分：谁的、何时到期、作废多少

        不写分行则列出各村。姓名打码显示。

        示例: wenming 即将到期 --within 30d
help-expiring--account = 账号或户号；不写则列出全部
help-expiring--within = 往后看多少天，如 30d
help-expiring--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-expiring--force = 文件已有也覆盖

help-board = 打印公示榜：一个月里各户积分的变动
    .long =
        打印公示榜：一个月里各户积分的变动

        按入账日计，榜上各栏相加就是余额的变化；冲正过的不算所得。姓名打码，未满14周岁的不列名；
        会露出姓名、电话、身份证号的不写出来。榜上的二维码是本村最近一次封账。

        示例: wenming 公示榜 2026-03 --out 公示榜.pdf
help-board--month = 哪个月，如 2026-03
help-board--contact = 向谁、在哪里提异议；不写则是文明银行柜台
help-board--out = 写到哪个文件：.pdf，或浏览器看的 .html
help-board--force = 文件已有也覆盖

help-ranking = 积分榜：一个月、一季度、一年或一段日子里谁得的积分多
    .long =
        积分榜：一个月、一季度、一年或一段日子里谁得的积分多

        按善行当日计：存入的减去扣减的，冲正过的不算；上年结转、转赠、兑换都不算。
        得分相同名次相同。不写分行则各村一起排。姓名打码显示，未满14周岁的不列出。
        加 --out 写成张榜的页面，没有得分或为负数的不上墙。

        示例: wenming 积分榜 2026-Q1
help-ranking--period = 月份、季度或年份：2026-03、2026-Q3、2026
help-ranking--from = 从哪一天起；不写则从今年第一天起
help-ranking--until = 到哪一天止；不写则到今天
help-ranking--top = 每种积分列出多少户
help-ranking--out = 写成文件：张榜的页面 .pdf、.html，或表格 .xlsx、.csv；不写则显示在终端
help-ranking--force = 文件已有也覆盖

help-summary = 汇总：各村一个月、一季度、一年或一段日子里办了多少事
    .long =
        汇总：各村一个月、一季度、一年或一段日子里办了多少事

        逐村（或 --branch 所指的分行）列出账户、工时、发放、扣减、兑换、到期、村间转入转出，
        按月、按类别；异议；以及截至今日的逾期公示、基金覆盖率、这里所知的最近一次封账。
        存入和扣减按善行当日计，其余按入账日计。不显示姓名。

        示例: wenming 汇总 2026-Q1
help-summary--period = 月份、季度或年份：2026-03、2026-Q3、2026
help-summary--from = 从哪一天起；不写则从今年第一天起
help-summary--until = 到哪一天止；不写则到今天
help-summary--out = 带图写到哪个文件：.pdf，或浏览器看的 .html
help-summary--chart = 只写一张图（.svg）：months 按月、categories 按类别、branches 按村、cover 基金覆盖
help-summary--currency = 图上是哪种积分；不写则是发放最多的
help-summary--force = 文件已有也覆盖

help-day = 日结：办理当日应办的事
help-day-close = 办理今天应办的事：到期入账等
    .long =
        办理今天应办的事：到期入账等

        不写分行则办理各村，每村一次提交。再办一次没有应办的；几周没办，一次补齐。

        示例: wenming 日结 --dry-run
help-day-close--dry_run = 只看应办什么，不写入

help-year = 年结：年底到期入账，并合计全年
help-year-close = 年底到期的积分入账，并合计全年
    .long =
        年底到期的积分入账，并合计全年

        不写分行则办理各村。按细则结转的继续有效。再办一次只作合计。

        示例: wenming 年结 2026
help-year-close--year = 已经结束的年度；不写则为去年
help-year-close--dry_run = 只看会到期什么，不写入

help-import = 导入表格：先看会怎样，再一次入账
help-import-bundle = 从账包收进一个分行的新分录，并为它的封账作见证
    .long =
        从账包收进一个分行的新分录，并为它的封账作见证

        先核对包里的每个文件、每笔分录、每个签名。账包若与这里已有的分录不同，
        便拒收，并留作证据。

        示例: wenming 导入 账包 /media/usb/LC01.zip --reply /media/usb/LC01.note
help-import-bundle--bundle = 账包：文件夹或 .zip
help-import-bundle--no_cosign = 不为封账作见证
help-import-bundle--reply = 把签好名的封账写到这个文件，带回村里收存
help-import-bundle--force = 文件已有时也覆盖
help-import-accounts = 按户册逐行开户
    .long =
        按户册逐行开户

        已有账户的户保持原样；保险柜里缺的姓名会补存。有要改的行时退出码为 1，
        其余的行照样入账。

        示例: wenming 导入 户册 户主登记.xlsx
help-import-accounts--file = 表格：.xlsx 或 .csv
help-import-accounts--sheet = 工作表名称；有几张都合适时须写
help-import-accounts--dry_run = 只看会怎样，不入账
help-import-accounts--yes = 不再询问，直接入账
help-import-accounts--bad_rows = 有问题的行连同原因写到这个文件，改好可再导入
help-import-opening = 转入旧账的期初结余
    .long =
        转入旧账的期初结余

        一户只转入一次。有要改的行时退出码为 1，其余的行照样入账。

        示例: wenming --as wang 导入 期初 期初结余.xlsx --as-of 2026-02-28
help-import-opening--file = 表格：.xlsx 或 .csv
help-import-opening--sheet = 工作表名称；有几张都合适时须写
help-import-opening--dry_run = 只看会怎样，不入账
help-import-opening--yes = 不再询问，直接入账
help-import-opening--bad_rows = 有问题的行连同原因写到这个文件，改好可再导入
help-import-opening--year = 日期没写年份时按哪一年
help-import-opening--currency = 结余是哪种积分；不写则为细则里的第一种
help-import-opening--as_of = 旧账结到哪天；不写则按表格所写
help-import-deposits = 登记表整月入账
    .long =
        登记表整月入账

        没问题的行一次入账；有问题的逐行说明哪里不对、怎样改。同一张表导入两次，
        第二次不会重复入账。不写 `--yes` 会先问；没有人可问时只看不入账。有要改的
        行时退出码为 1，没问题的行照样入账。细则要求审核的行作申报提交。

        一张表可以有几个村的行：不写 `--branch`，每行记到账号所属的村，或“村”一列
        所写的村（分行代码或村名）。每个村的行各自一次入账；有的村不能入账，不影响
        别的村，处理好以后把整张表再导入一次即可。

        示例: wenming 导入 登记表 三月积分登记.xlsx --dry-run
help-import-deposits--file = 表格：.xlsx 或 .csv
help-import-deposits--sheet = 工作表名称；有几张都合适时须写
help-import-deposits--dry_run = 只看会怎样，不入账
help-import-deposits--yes = 不再询问，直接入账
help-import-deposits--bad_rows = 有问题的行连同原因写到这个文件，改好可再导入
help-import-deposits--year = 日期没写年份时按哪一年
help-import-deposits--allow_duplicates = 看似重复的行确是几件事，全部入账
help-import-deposits--approver = 审定人，细则要求时须写

help-template = 做一张空表来填：能选的给列表，导入时照样读
help-template-deposits = 做一张积分登记表
    .long =
        做一张积分登记表

        户号和事项从列表里选，列表取自本村的户册和现行细则；日期、数量、文本各按
        各的格式，填了就不会变样。

        示例: wenming 表样 登记表 --out 积分登记.xlsx
help-template-deposits--out = 写到哪个文件
help-template-deposits--force = 文件已有也覆盖
help-template-accounts = 做一张户主登记表
    .long =
        做一张户主登记表

        电话、身份证号按文本存，一位不丢。

        示例: wenming 表样 户册 --out 户主登记.xlsx
help-template-accounts--out = 写到哪个文件
help-template-accounts--force = 文件已有也覆盖
help-template-opening = 做一张期初结余表
    .long =
        做一张期初结余表

        户号从列表里选。

        示例: wenming 表样 期初 --out 期初结余.xlsx
help-template-opening--out = 写到哪个文件
help-template-opening--force = 文件已有也覆盖

help-export = 导出成别的软件能读的文件
help-export-journal = 导出流水：一笔一行的 .csv、.xlsx，或原样的流水
    .long =
        导出流水：一笔一行的 .csv、.xlsx，或原样的流水

        全行的，或 `--branch` 一个分行的。不写 `--out`，或后缀为 .jsonl 时，按流水
        原样逐行写出。

        示例: wenming 导出 流水 --out 流水.xlsx
help-export-journal--out = 写到哪个文件，按后缀定格式；文本不写则显示在屏幕上
help-export-journal--force = 文件已有也覆盖
help-export-journal--account = 只要这个账号或户号的
help-export-accounts = 导出账户和余额：.csv 或 .xlsx
    .long =
        导出账户和余额：.csv 或 .xlsx

        全部村的，或 `--branch` 一个分行的。姓名只露姓（张*），加 `--reveal` 才写
        全名；手头没有保险柜密钥时不写姓名。

        示例: wenming 导出 户册 --out 户册.xlsx
help-export-accounts--out = 写到哪个文件，按后缀定格式；文本不写则显示在屏幕上
help-export-accounts--force = 文件已有也覆盖
help-export-accounts--reveal = 写出全名
help-export-hledger = 导出 hledger 账本，供别的软件核对
    .long =
        导出 hledger 账本，供别的软件核对

        全行的，或 `--branch` 一个分行的；总是文本。

        示例: wenming 导出 复式账 --out bank.journal
help-export-hledger--out = 写到哪个文件；不写则显示在屏幕上
help-export-hledger--force = 文件已有也覆盖
help-export-hledger--account = 只要这个账号或户号的
help-export-statement = 导出一个账户的对账单：.csv 或 .xlsx
    .long =
        导出一个账户的对账单：.csv 或 .xlsx

        示例: wenming 导出 对账单 --account 二组-017 --out 对账单.xlsx
help-export-statement--out = 写到哪个文件，按后缀定格式；文本不写则显示在屏幕上
help-export-statement--force = 文件已有也覆盖
help-export-statement--account = 账号或户号
help-export-bundle = 把分行到最近一次封账为止的全部写成账包：文件夹或 .zip
    .long =
        把分行到最近一次封账为止的全部写成账包：文件夹或 .zip

        里面的一切离开本行也能核对，怎样核对见其中的 VERIFY.md。不含姓名。同一次
        封账，写出的字节完全相同。

        示例: wenming --branch LC01 导出 账包 --out LC01.zip
help-export-bundle--out = 写到哪个文件夹或 .zip；那里不能已有东西

help-audit = 核对全部流水，重算每一笔得分和余额
    .long =
        核对全部流水，重算每一笔得分和余额

        报告全部发现；有发现则退出码为 1，没有则为 0。加 --branch 只审计一个分行。
        规矩都守了、但可以问一问的（如一户的得分多由同一人审定、月末最后一天集中记分），
        另列在后，不算发现。

        流水还要与银行文件夹里留存的每份封账核对，并与 --against 指明的文件核对：
        张贴过或送走的封账、发出去的回单。改动之前的任何一份都会说出有过改动，
        不论是谁改的，并指出在哪里。

        加 --sample 还从每个分行抽出若干笔得分，供实地抽查。同样的种子抽出同样的笔，
        所以种子要用事先谁也不知道、事后人人可查的，如当天的开奖号码。

        示例: wenming 审计 --sample 10 --seed 开奖号031128 --from 2026-03-01 --to 2026-03-31
help-audit--against = 用来对照的封账、回单和账包
help-audit--sample = 每个分行抽几笔
help-audit--seed = 抽查用的种子文字
help-audit--from = 从哪天做的事起
help-audit--to = 到哪天做的事止
help-audit--report = 另写成一份报告：.pdf，或浏览器看的 .html
help-audit--force = 报告文件已有也覆盖

help-verify = 核验回单、封账或流水副本，不论从哪里来
    .long =
        核验回单、封账或流水副本，不论从哪里来

        不需要银行，只需要信任的公钥（wenming 信任 添加）或在此写明的公钥，也不写入任何内容。
        核验回单时说明这笔分录是什么、由谁担保；没有信任的签名就不算属实。
        文件夹可以是银行、流水或一个分行的，不需要公钥：全部流水重新推算，并与旁边留存的
        封账、--against 指明的文件相对照；账包也与这些文件相对照。
        几份文件互相矛盾的，不论谁签的都不算属实。文件夹里的分行全部核验，
        用 --branch 可以只验一个；不看环境变量 WENMING_BRANCH。

        示例: wenming 核验 LC01-41.receipt
help-verify--files = 文件和文件夹
help-verify--key = 仅此一次信任这条公钥行
help-verify--line = 证明里不带分录时，写有该分录的文件
help-verify--against = 与文件夹里的流水或账包相对照的封账、回单和账包

help-checkpoint = 封账：由分行密钥签下至今的全部分录，供人查对
    .long =
        封账：由分行密钥签下至今的全部分录，供人查对

        不带下列命令就是封账：分行密钥签下分录有多少笔、它们合起来的唯一的根。
        凡不是接着上次签的，一律不签。打印张贴、请人见证：谁拿着它，谁就能看出
        以前的账有没有被改动。

        示例: wenming --branch LC01 封账
help-checkpoint-show = 查看分行最近一次封账和全部签名
    .long =
        查看分行最近一次封账和全部签名

        示例: wenming --branch LC01 封账 查看 --svg 公示.svg
help-checkpoint-show--out = 写入这个文件；不写则显示在屏幕上
help-checkpoint-show--qr = 显示为二维码
help-checkpoint-show--svg = 把二维码写入这个文件，供打印张贴
help-checkpoint-show--force = 覆盖已有的文件
help-checkpoint-request = 申请见证：把要带给见证方的内容写成文件
    .long =
        申请见证：把要带给见证方的内容写成文件

        里面有封账，以及它是接着该见证方上次所签的证明。

        示例: wenming --branch LC01 封账 申请 --out LC01.request
help-checkpoint-request--witness = 由哪个分行见证
help-checkpoint-request--from = 见证方上次看过多少笔；见证方说的数目不同时写
help-checkpoint-request--out = 写入这个文件；不写则显示在屏幕上
help-checkpoint-request--force = 覆盖已有的文件
help-checkpoint-cosign = 见证别的分行的封账：签名说明它是接着以前看过的
    .long =
        见证别的分行的封账：签名说明它是接着以前看过的

        由总行的密钥签，或由 --branch 的。签名之前先留存。两份封账不能同真时，
        都留作证据，不予签名。

        示例: wenming --branch HQ 封账 见证 LC01.request --out LC01.signature
help-checkpoint-cosign--file = 该分行带来的申请
help-checkpoint-cosign--out = 把签名写入这个文件；不写则显示在屏幕上
help-checkpoint-cosign--force = 覆盖已有的文件
help-checkpoint-cosign--key = 仅此一次信任这条公钥行
help-checkpoint-accept = 接收见证方的签名：核对后放在封账下面
    .long =
        接收见证方的签名：核对后放在封账下面

        示例: wenming --branch LC01 封账 接收 LC01.signature
help-checkpoint-accept--file = 见证方给的签名
help-checkpoint-accept--key = 仅此一次信任这条公钥行

help-receipt = 出回单：一笔分录和它已入账的证明，可带回家
    .long =
        出回单：一笔分录和它已入账的证明，可带回家

        回单上有分录、它在分行封账里的位置、谁签了名。谁信任其中一把公钥，
        谁就能在任何地方用 wenming 核验 查对，别人的工具也能查。

        示例: wenming 回单 LC01:41 --qr
help-receipt--of = 分录号，如 LC01:41；或账号、户号：其最近一笔
help-receipt--out = 写入这个文件；不写则显示在屏幕上
help-receipt--qr = 显示为二维码
help-receipt--svg = 把二维码写入这个文件，供打印
help-receipt--force = 覆盖已有的文件

help-trust = 登记信任的公钥：要从别处得来，不取自被查的文件
help-trust-add = 信任公钥行，或一个文件里的全部公钥行
    .long =
        信任公钥行，或一个文件里的全部公钥行

        要从公示栏、印好的单子或电话里得来，不要从被查的文件夹或U盘里得来。
        信任一个分行的公钥，就是信任它的封账和它的见证。

        示例: wenming 信任 添加 总行公钥.txt
help-trust-add--lines = 公钥行（名称+编号+公钥），或写有公钥行的文件
help-trust-add--replace = 替换同名的另一把公钥
help-trust-add--keep_old = 被替换的那把仍认它以前签的；若是被盗则不要用
help-trust-list = 列出信任的公钥行，可以转交他人
    .long =
        列出信任的公钥行，可以转交他人

        示例: wenming 信任 列表
help-trust-remove = 不再信任某个名称的公钥
    .long =
        不再信任某个名称的公钥

        示例: wenming 信任 移除 wenming.example/lucheng/HQ
help-trust-remove--name = 名称，同列表所示

help-restore = 凭账包、镜像或银行的拷贝，恢复文件夹
    .long =
        凭账包、镜像或银行的拷贝，恢复文件夹

        账包的封账要有您信任的公钥签名。镜像和拷贝要先整个核验，并与旁边的封账和
        `--against` 指定的文件核对；本文件夹若正是它的前一段，就补齐到它为止。
        姓名和密钥不在账包里，也不在镜像里：请从存放的地方取回，或者重新导入户册，
        用新密钥登记经办人。

        示例: wenming --bank ./lc01 恢复 /media/usb/LC01.zip
help-restore--bundle = 账包（文件夹或 .zip），或者镜像、银行拷贝的文件夹
help-restore--against = 用来核对镜像或拷贝的封账、回单和账包

help-doctor = 给银行文件夹体检：哪里不对，怎样处理
    .long =
        给银行文件夹体检：哪里不对，怎样处理

        不改动任何内容。下一个命令自己会修好的也列出来；只有要人处理的，才以退出码 1 结束。
        加 `--full` 还把整本流水重新推导一遍，与审计相同。

        示例: wenming 体检 ./lucheng
help-doctor--dir = 银行所在文件夹；不写则为 `--bank`
help-doctor--full = 还要走完整本流水，与细则和封账核对
help-doctor--free = 磁盘上至少应空出多少 MB

help-rebuild = 把账簿放到一边，按流水重建
    .long =
        把账簿放到一边，按流水重建

        平时用不着：账簿损坏会自动发现并重建。

        写入较多时断电，磁盘上可能有结尾而缺中间。这算损坏，有损坏的分行不再往下记账；
        但那次写入没有答复过任何人。`--set-aside` 把那次记账连同后面的内容移到 `torn/`，
        仍可查看。账簿、封账或镜像知道其中有已确认的分录时，不予移动。

        示例: wenming 重建
help-rebuild--set_aside = 先把这一笔损坏分录所在的那次记账移到一边

help-completions = 输出命令行补全脚本
    .long =
        输出命令行补全脚本

        示例: wenming completions bash > wenming.bash
help-completions--shell = 哪种命令行

help-man = 显示手册页，或把各命令的手册页写到文件夹
    .long =
        显示手册页，或把各命令的手册页写到文件夹

        示例: wenming man ./man1
help-man--dir = 写到哪个文件夹；不写只显示总页

help-operator-enroll--all_branches = 在各分行（含总行）一并登记，不只这一个
help-operator-retire--all_branches = 在其任职的各分行一并注销，不只这一个
help-rules-check--toml = 输出 TOML，即启用时写入流水的文本
help-rules-check--sheet = 工作表名称；不写则取像细则表的那一张
help-rules-adopt--sheet = 工作表名称；不写则取像细则表的那一张
help-rules-diff--sheet = 工作表名称；不写则取像细则表的那一张
help-rules-simulate = 用草案重算过去一段时间，看谁增谁减、基金要多少
    .long =
        用草案重算过去一段时间，看谁增谁减、基金要多少

        这段时间的每一笔都按草案重算，上限也照算；不写入任何内容。
        代码相同或事项名称完全相同的自动对应，其余用 --map 指明。
        不写 --branch 则各村一起算。规则变了大家会不会多做少做，这里算不出来。

        示例: wenming 细则 试算 rules.csv --from 2026-03-01 --to 2026-03-31
help-rules-simulate--file = 草案：.toml、.csv 或 .xlsx
help-rules-simulate--from = 从哪天的事算起
help-rules-simulate--to = 算到哪天的事
help-rules-simulate--map = 原来的事项对应草案的哪一项，如 H07=C04,H05=C02；也可写一个文件，每行一对
help-rules-simulate--title = 细则标题；不写则照现行细则，没有则用文件名
help-rules-simulate--currency = 积分种类代码
help-rules-simulate--currency_name = 积分种类名称；不写则照现行细则，没有则为文明积分
help-rules-simulate--decimals = 小数位数，0 至 4；不写则照现行细则，没有则取表中最多的
help-rules-simulate--floor = 扣分的底线，余额不会扣到此数以下；不写则照现行细则，没有则为 0
help-rules-simulate--spendable_above = 高于此数的部分才能兑换或转赠；不写则照现行细则，没有则为 0
help-rules-simulate--yuan_per_point = 每分折合多少元，仅供参考；不写则照现行细则
help-rules-simulate--expires = 积分的有效期：24个月、半年、年底 或 永久；不写则照现行细则，没有则永不过期
help-rules-simulate--carry_over = 到期时结转的比例，如 50%；不写则照现行细则，没有则不结转
help-rules-simulate--ceiling = 账户靠得分最多能有多少分；不写则照现行细则，没有则没有上限
help-rules-simulate--base = 上级（乡镇）细则；本文件是只写村里不同之处的 .toml（写有 extends）时用
help-rules-simulate--holders = 表中没写对象时，谁可以得分，用逗号分开
help-rules-simulate--sheet = 工作表名称；不写则取像细则表的那一张
help-account-name = 补记或更正户主资料：姓名、电话、身份证号、出生年份、监护人
    .long =
        补记或更正户主资料：姓名、电话、身份证号、出生年份、监护人

        没写到的照旧。加密存放，流水不变。由经办人办理，留下记录。

        示例: wenming --as clerk01 账户 姓名 二组-017 --name 张桂兰
help-account-name--account = 账号或户号
help-account-name--name = 姓名或名称
help-account-name--phone = 电话
help-account-name--id_number = 身份证号；从中也知道出生年份
help-account-name--birth_year = 出生年份；未满14周岁的不上任何公示
help-account-name--guardian = 未成年人的监护人姓名
help-account-show--reveal = 姓名和电话全部显示
help-account-find--reveal = 姓名和电话全部显示

help-fund = 管理积分背后的基金
help-fund-receive = 登记一笔基金入账
    .long =
        登记一笔基金入账

        示例: wenming --as wang 基金 入账 5000 --source 镇财政拨款 --voucher 记-2026-017
help-fund-receive--yuan = 多少元
help-fund-receive--source = 来源
help-fund-receive--voucher = 会计账上的凭证号
help-fund-receive--on = 哪一天入账；不写则为今天
help-fund-receive--request = 请求号：同一请求办两次，只记一次
help-fund-spend = 登记一笔基金支出
    .long =
        登记一笔基金支出

        付给商户的积分款用“结算”登记。

        示例: wenming --as wang 基金 支出 320.50 --purpose 超市进货 --voucher 付-2026-003
help-fund-spend--yuan = 多少元
help-fund-spend--purpose = 用途
help-fund-spend--voucher = 会计账上的凭证号
help-fund-spend--on = 哪一天支出；不写则为今天
help-fund-spend--request = 请求号：同一请求办两次，只记一次
help-fund-show = 查看基金结余，以及能覆盖多少积分
    .long =
        查看基金结余，以及能覆盖多少积分

        不写 `--branch` 则列出各村。一边是基金和银行自己盘点过的库存，另一边是
        还在各人手里的积分，按细则折算成元；没有规定折算的积分不计。

        示例: wenming 基金 查看
help-fund-show--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-fund-show--force = 文件已有也覆盖
help-fund-cover = 规定超出基金和库存的积分怎么办
    .long =
        规定超出基金和库存的积分怎么办

        示例: wenming --as wang 基金 覆盖 warn
help-fund-cover--policy = off 照记、warn 照记并提醒、refuse 不予入账

help-settle = 向商户支付它收取的积分款
    .long =
        向商户支付它收取的积分款

        积分从商户账户转出，款项从基金支出。不写则为商户现有的全部积分，按细则
        折算，不足一分钱的不付。金额与折算相差超过一成、且超过一元的，先问一声。

        示例: wenming --as wang 结算 LC01-000123-Q --points 400 --yuan 40 --voucher 付-2026-008
help-settle--merchant = 商户账号
help-settle--points = 多少分；不写则为现有的全部
help-settle--yuan = 付多少元；不写则按细则折算
help-settle--accept_rate = 与细则的折算相差很大，但确是付了这么多
help-settle--voucher = 会计账上的凭证号
help-settle--currency = 哪种积分；不写则为细则里的第一种
help-settle--note = 备注
help-settle--request = 请求号：同一请求办两次，只记一次

help-settlement = 查看商户一段时间收取和结算的明细
    .long =
        查看商户一段时间收取和结算的明细

        日期按入账日计。

        示例: wenming 结算单 LC01-000123-Q --from 2026-03-01 --to 2026-03-31
help-settlement--merchant = 商户账号
help-settlement--from = 从哪一天起；不写则从开户日起
help-settlement--to = 到哪一天止；不写则到今天
help-settlement--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-settlement--force = 文件已有也覆盖

help-appeal = 发起积分众筹：达标全部划拨，不达标全部退回
help-appeal-open = 为公益池发起一项众筹
    .long =
        为公益池发起一项众筹

        达到目标，积分全部划入公益池；过了截止日仍未达到，每笔认捐原样退回。

        示例: wenming --as wang 众筹 发起 BRIDGE --title 修村口小桥 --pool LC01-000123-Q --goal 500 --until 2026-06-30
help-appeal-open--code = 众筹代码，如 BRIDGE，只能用一次
help-appeal-open--title = 事由
help-appeal-open--pool = 得到积分的公益池账号
help-appeal-open--goal = 需要多少分
help-appeal-open--until = 最后一天
help-appeal-open--currency = 哪种积分；不写则为细则里的第一种
help-appeal-pledge = 为众筹认捐积分
    .long =
        为众筹认捐积分

        结束以前不能收回，也不收超过所缺的部分。

        示例: wenming 众筹 捐 BRIDGE 二组-017 20
help-appeal-pledge--code = 众筹代码
help-appeal-pledge--account = 认捐的账号或户号
help-appeal-pledge--points = 多少分
help-appeal-pledge--request = 请求号：同一请求办两次，只记一次
help-appeal-show = 查看一项众筹及其认捐，或列出全部
    .long =
        查看一项众筹及其认捐，或列出全部

        示例: wenming 众筹 查看 BRIDGE
help-appeal-show--code = 众筹代码；不写则列出全部
help-appeal-close = 结束众筹：划入公益池，或逐笔退回
    .long =
        结束众筹：划入公益池，或逐笔退回

        达到目标即可划拨；过了截止日仍未达到则退回。日结时也会这样办。

        示例: wenming 众筹 结束 BRIDGE
help-appeal-close--code = 众筹代码

help-privacy = 查阅、更正、删除户主资料，看谁看过、改过
help-privacy-export = 查阅：应本人要求，列出所存的全部资料
    .long =
        查阅：应本人要求，列出所存的全部资料

        保险柜里存的全部写出，另有流水里这个账户的记录，以及谁看过。看了就留下记录。

        示例: wenming --as clerk01 隐私 查阅 二组-017
help-privacy-export--account = 账号或户号
help-privacy-correct = 补记或更正户主资料：姓名、电话、身份证号、出生年份、监护人
    .long =
        补记或更正户主资料：姓名、电话、身份证号、出生年份、监护人

        没写到的照旧。加密存放，流水不变。由经办人办理，留下记录。

        示例: wenming --as clerk01 账户 姓名 二组-017 --name 张桂兰
help-privacy-correct--account = 账号或户号
help-privacy-correct--name = 姓名或名称
help-privacy-correct--phone = 电话
help-privacy-correct--id_number = 身份证号；从中也知道出生年份
help-privacy-correct--birth_year = 出生年份；未满14周岁的不上任何公示
help-privacy-correct--guardian = 未成年人的监护人姓名
help-privacy-erase = 删除已销户账户的户主资料，删后谁也读不出
    .long =
        删除已销户账户的户主资料，删后谁也读不出

        销毁保险柜里这一户的密钥。流水里本来没有姓名，所以账、合计和凭证都不变。
        由主管办理，连同原因留下记录。以前的备份不受影响，须另行删除。

        示例: wenming --as manager 隐私 删除 二组-017 --reason 本人申请
help-privacy-erase--account = 账号或户号
help-privacy-erase--reason = 原因，不写人名和号码
help-privacy-erase--yes = 不再询问，直接删除
help-privacy-retention = 留存：哪些已销户的账户还存着户主资料，哪些应删除
    .long =
        留存：哪些已销户的账户还存着户主资料，哪些应删除

        不写分行则看全行。

        示例: wenming 隐私 留存 --years 3
help-privacy-retention--years = 销户满多少年应删除
help-privacy-seen = 谁在什么时候看过、改过、删过户主资料
    .long =
        谁在什么时候看过、改过、删过户主资料

        示例: wenming 隐私 记录
help-privacy-seen--account = 只看这个账号或户号的，以及看整个分行的

help-honours = 荣誉榜：一个月、一季度或一年里谁达到细则里的星级和称号
    .long =
        荣誉榜：一个月、一季度或一年里谁达到细则里的星级和称号

        按期末执行的细则里的荣誉（[[honour]]）评：按善行当日计，存入的减去扣减的；同一阶梯只评最高一级；
        有一票否决扣分的不评。不写分行则逐村列出。清单上还有差不到五分之一的、一票否决的、名额已满的；
        张榜的页面上只有评上的，不列分数。姓名打码，未满14周岁的不列出。

        示例: wenming 荣誉榜 2026-Q1 --out 荣誉榜.pdf
help-honours--period = 月份、季度或年份：2026-03、2026-Q3、2026
help-honours--out = 写成文件：张榜的页面 .pdf、.html，或表格 .xlsx、.csv；不写则显示在终端
help-honours--force = 文件已有也覆盖
help-certificate = 公示并出具志愿服务记录证明
help-certificate-publish = 把志愿者本人申请的证明列入公示
    .long =
        把志愿者本人申请的证明列入公示

        只算按小时计、已入账且没有冲正的时长。公示七天，有事项要求更长的从其规定；在 `公示榜` 上公示，异议照申报一样用 `公示 异议` 登记。

        示例: wenming 证明 公示 LC01-000004-3 --from 2026-01-01 --to 2026-06-30
help-certificate-publish--account = 志愿者本人的账号
help-certificate-publish--from = 服务期间的第一天
help-certificate-publish--to = 服务期间的最后一天
help-certificate-list = 列出申请过的证明和办理情况
    .long =
        列出申请过的证明和办理情况

        示例: wenming 证明 列表
help-certificate-list--out = 写成文件，不再显示在屏幕上：.xlsx 或 .csv
help-certificate-list--force = 文件已有也覆盖
help-certificate-issue = 出具公示期满的证明并打印
    .long =
        出具公示期满的证明并打印

        以前出具过的，照原样再打印一份，不另记分录。经办人的密钥能打开时写全名，否则隐名。有封账盖到时，上面有可核验的回单二维码。

        示例: wenming 证明 出具 LC01:57 --out 证明.pdf
help-certificate-issue--certificate = 证明号，如 LC01:57
help-certificate-issue--contact = 联系方式；不写则为本行柜台
help-certificate-issue--out = 写到哪个文件：.pdf，或浏览器看的 .html
help-certificate-issue--force = 文件已有也覆盖
help-certificate-withdraw = 撤回没有出具的证明
    .long =
        撤回没有出具的证明

        示例: wenming 证明 撤回 LC01:57 --reason 本人不要了
help-certificate-withdraw--certificate = 证明号，如 LC01:57
help-certificate-withdraw--reason = 原因
help-counter = 开柜台：一步一问，不用记命令
    .long =
        开柜台：一步一问，不用记命令

        在终端里只打 wenming 也一样。存入、兑换、查询、撤销刚才的一笔、打印，
        每一步先问、再给看、确认了才入账。上下键选，打字筛选，Esc 退一步，
        Ctrl-C 离开。不在终端里时逐行回答。

        示例: wenming --as li 柜台
help-counter--reveal = 姓名和电话全部显示
help-record = 应户主本人申请，打印给贷款机构的积分信用记录
    .long =
        应户主本人申请，打印给贷款机构的积分信用记录

        写明今年和累计所得、余额、欠分和账户状态。何时申请、交给谁，记为该户的一笔分录，对账单上看得到。写记录的编号，则照原样再打印一份，不另记分录。

        示例: wenming 信用记录 二组-017 --requested 2026-03-19 --lender 清溪农商银行 --out 记录.pdf
help-record--of = 账号或户号；或已出具的记录编号，如 LC01:60
help-record--requested = 户主本人申请的日期；没有申请不出具
help-record--lender = 交给哪家机构
help-record--out = 写到哪个文件：.pdf，或浏览器看的 .html
help-record--force = 文件已有也覆盖
