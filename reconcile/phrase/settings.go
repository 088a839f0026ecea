package phrase

var _ = add(table{
	"settings.unreadable": {
		"环境变量无法读取：{detail}",
		"the environment cannot be read: {detail}",
	},
	"settings.one_of": {
		"{variable} 的值“{value}”不对，只能是：{allowed}。",
		"{variable} is {value}; allowed are: {allowed}",
	},
	"settings.lease_term": {
		"{variable} 的值“{value}”不对：请写 3s 到 10m 之间的时长，如 30s。",
		"{variable} is {value}; write a duration from 3s to 10m, such as 30s",
	},
	"settings.secret_twice": {
		"{variable} 和 {variable}_FILE 同时设置了，请只保留一个。",
		"both {variable} and {variable}_FILE are set; keep one of them",
	},
	"settings.secret_file": {
		"{variable} 指向的文件 {path} 读不出来：{detail}。请检查路径和权限。",
		"{variable} names the file {path}, which cannot be read: {detail}; check the path and its permissions",
	},
	"settings.secret_empty": {
		"{variable} 指向的文件 {path} 是空的，请写入内容，或删去这个变量。",
		"{variable} names the file {path}, which is empty; write the secret into it or remove the variable",
	},
	"settings.daemon_needs_dsn": {
		"{variable} 没有设置：常驻运行必须写明数据库。使用 MySQL 写成 user:密码@tcp(主机:3306)/qunguan，使用内置数据库写 embedded。",
		"{variable} is not set: the daemon must be told which database to use; user:password@tcp(host:3306)/qunguan for MySQL, or embedded for the built-in one",
	},
	"settings.dsn_form": {
		"{variable} 的写法不对：应为 user:密码@tcp(主机:3306)/qunguan 或 user@unix(/路径)/qunguan，不带 mysql://；使用内置数据库写 embedded。",
		"{variable} has the wrong form: want user:password@tcp(host:3306)/qunguan or user@unix(/path)/qunguan, without mysql://; or embedded for the built-in database",
	},
	"settings.timezone": {
		"{variable} 的值“{value}”不是时区名称：请写地名形式，如 Asia/Shanghai。缩写（CST、EST）、Local 和固定时差（GMT+8、Etc/GMT-8）含义不清，不接受。",
		"{variable} is {value}, which is no time zone name: write a place such as Asia/Shanghai; abbreviations (CST, EST), Local and fixed offsets (GMT+8, Etc/GMT-8) are ambiguous and not accepted",
	},
	"settings.key_base64": {
		"{variable} 不是 base64 文本。可用 openssl rand -base64 32 生成。",
		"{variable} is not base64; generate one with openssl rand -base64 32",
	},
	"settings.key_length": {
		"{variable} 解码后是 {bytes} 字节，应为 32 字节。可用 openssl rand -base64 32 生成。",
		"{variable} decodes to {bytes} bytes, want 32; generate one with openssl rand -base64 32",
	},
	"settings.act_needs_key": {
		"{variable} 没有设置：QUNGUAN_MODE=act 会实际发送，通知地址须加密保存、链接须签名。可用 openssl rand -base64 32 生成，并妥善保管。",
		"{variable} is not set: QUNGUAN_MODE=act sends messages, whose addresses are stored encrypted and whose links are signed; generate one with openssl rand -base64 32 and keep it safe",
	},
	"settings.previous_alone": {
		"设置了 {variable}，却没有设置 QUNGUAN_SECRET_KEY：换密钥时，新密钥写在 QUNGUAN_SECRET_KEY，旧密钥写在 {variable}。",
		"{variable} is set but QUNGUAN_SECRET_KEY is not: to change the key, put the new one into QUNGUAN_SECRET_KEY and the old one into {variable}",
	},
	"settings.http_addr": {
		"{variable} 的值“{value}”不对：应为 主机:端口，如 127.0.0.1:8080（仅本机）或 0.0.0.0:8080。",
		"{variable} is {value}: want host:port, such as 127.0.0.1:8080 (this machine only) or 0.0.0.0:8080",
	},
	"settings.public_url_plain": {"{variable} 只能用 https（本机地址除外）：凭链接就能办事，不能明文传送。", "{variable} must be https (loopback apart): a link acts for whoever has it"},
	"settings.public_url": {
		"{variable} 不对：应为完整网址，如 https://qunguan.example.gov.cn，不带账号、问号和井号。",
		"{variable} is wrong: want a whole address such as https://qunguan.example.gov.cn, without login, question mark and hash",
	},
	"settings.oidc_issuer_missing": {
		"{variable} 没有设置，其他 OIDC 变量却已设置：不知道向谁登录。请补上，或删去其他 OIDC 变量。",
		"{variable} is not set although other OIDC variables are: nobody is there to ask; set it, or remove the others",
	},
	"settings.oidc_issuer": {
		"{variable} 不对：应为登录服务的 https 网址（本机可用 http）。",
		"{variable} is wrong: want the provider's https address (http on this machine only)",
	},
	"settings.oidc_client": {
		"{variable} 没有设置：登录服务要知道是哪个程序来问。",
		"{variable} is not set: the provider must know which program asks",
	},
	"settings.oidc_public_url": {
		"{variable} 没有设置：用 OIDC 登录后，浏览器要回到这个网址。",
		"{variable} is not set: after signing in by OIDC browsers come back to it",
	},
	"settings.oidc_claim": {
		"{variable} 的值“{value}”不对：写 工号、phone 或 mail；登录服务用别的名字时写成 工号=employee_number。",
		"{variable} is {value}: want 工号, phone or mail, and where the provider has another name for it, 工号=employee_number",
	},
	"settings.port": {
		"{variable} 的值“{value}”不是端口号，应为 1 至 65535。",
		"{variable} is {value}: want a port from 1 to 65535",
	},
	"settings.smtp_host": {
		"{variable} 的值“{value}”不对：只写主机名或 IP，端口写在 QUNGUAN_SMTP_PORT。",
		"{variable} is {value}: want a host name or an IP only; the port belongs into QUNGUAN_SMTP_PORT",
	},
	"settings.smtp_host_missing": {
		"{variable} 没有设置，其他 SMTP 变量却已设置：没有邮件服务器就发不出邮件。请补上，或删去其他 SMTP 变量。",
		"{variable} is not set although other SMTP variables are: without a mail server no mail is sent; set it, or remove the others",
	},
	"settings.smtp_from": {
		"{variable} 的值“{value}”不是发件邮箱，应如 qunguan@example.gov.cn 或 群管 <qunguan@example.gov.cn>。",
		"{variable} is {value}, no mail address: want qunguan@example.gov.cn or 群管 <qunguan@example.gov.cn>",
	},
	"settings.smtp_login": {
		"{variable} 和 QUNGUAN_SMTP_PASSWORD 只设置了一个：要登录就两个都设置，不登录就都不设置。",
		"only one of {variable} and QUNGUAN_SMTP_PASSWORD is set: set both to sign in, or none",
	},
	"settings.dkim_key": {
		"{variable} 不是 PEM 格式的 RSA 或 Ed25519 私钥。可用 openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 生成，建议写在文件里，用 {variable}_FILE 指向它。",
		"{variable} is no RSA or Ed25519 private key in PEM; make one with openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048, best in a file that {variable}_FILE names",
	},
	"settings.dkim_key_missing": {
		"{variable} 没有设置，其他 DKIM 变量却已设置：没有私钥就不能给邮件签名。请补上，或删去其他 DKIM 变量。",
		"{variable} is not set although other DKIM variables are: without the private key no mail is signed; set it, or remove the others",
	},
	"settings.dkim_name": {
		"{variable} 的值“{value}”不对：应为 DNS 中公钥记录的名字，如选择器 qunguan、域名 example.gov.cn（记录为 qunguan._domainkey.example.gov.cn）。",
		"{variable} is {value}: want the names under which DNS has the public key, such as selector qunguan and domain example.gov.cn (the record qunguan._domainkey.example.gov.cn)",
	},
	"settings.proxies": {"要写代理的 IP 地址或网段，用逗号隔开：{value}", "addresses or networks of proxies, separated by commas: {value}"},
	"settings.proxy": {
		"{variable} 不对：应为 http://主机:端口 或 https://主机:端口，可以带用户名和密码。",
		"{variable} is wrong: want http://host:port or https://host:port, maybe with a user name and password",
	},
	"settings.ca_file": {
		"{variable} 指向的文件 {path} 读不了：{detail}",
		"{variable}: cannot read {path}: {detail}",
	},
	"settings.ca_empty": {
		"{variable} 指向的文件 {path} 里没有 PEM 格式的证书。",
		"{variable}: {path} holds no certificate in PEM form",
	},
	"settings.channel_host": {
		"{variable} 中的“{value}”不对：每项写成 渠道=主机[:端口]，多项用逗号隔开，如 slack=127.0.0.1:9001,wecom=qy.example.cn。",
		"{variable} has {value}: want channel=host[:port], several separated by commas, such as slack=127.0.0.1:9001,wecom=qy.example.cn",
	},
	"settings.channel_twice": {
		"{variable} 中渠道 {channel} 出现了两次，请只保留一个。",
		"{variable} names the channel {channel} twice; keep one of them",
	},
	"settings.unknown": {
		"环境变量 {variable} 不认识，已忽略；请核对拼写。",
		"the environment variable {variable} is unknown and ignored; check its spelling",
	},
})
