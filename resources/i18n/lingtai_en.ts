<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AgentsCard</name>
    <message>
        <source>座席</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>按状态时长</source>
        <translation>by time in state</translation>
    </message>
    <message>
        <source>没有座席在线</source>
        <translation>No agent is signed in</translation>
    </message>
    <message>
        <source>座席列表</source>
        <translation>Agents</translation>
    </message>
</context>
<context>
    <name>AgentsModel</name>
    <message>
        <source> 超时</source>
        <translation> too long</translation>
    </message>
</context>
<context>
    <name>AlertsCard</name>
    <message>
        <source>实时告警</source>
        <translation>Live alerts</translation>
    </message>
    <message>
        <source>没有告警</source>
        <translation>No alerts</translation>
    </message>
</context>
<context>
    <name>ArticleView</name>
    <message>
        <source>知识条目</source>
        <translation>Knowledge article</translation>
    </message>
    <message>
        <source>有效至 {day}</source>
        <translation>valid until {day}</translation>
    </message>
    <message>
        <source>客户常说：{words}</source>
        <translation>Customers say: {words}</translation>
    </message>
</context>
<context>
    <name>BoardPage</name>
    <message>
        <source>正在取数据</source>
        <translation>Fetching</translation>
    </message>
    <message>
        <source>大屏</source>
        <translation>Wallboard</translation>
    </message>
    <message>
        <source>看板</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>数据 {n:.0f} 秒前</source>
        <translation>Data {n:.0f} s old</translation>
    </message>
    <message>
        <source>⚠ 数据已旧：{n:.0f} 秒前</source>
        <translation>⚠ Stale data: {n:.0f} s old</translation>
    </message>
    <message>
        <source> · 仅本机</source>
        <translation> · this desk only</translation>
    </message>
</context>
<context>
    <name>CallStrip</name>
    <message>
        <source>通话时长</source>
        <translation>Call duration</translation>
    </message>
    <message>
        <source>保持</source>
        <translation>Hold</translation>
    </message>
    <message>
        <source>静音</source>
        <translation>Mute</translation>
    </message>
    <message>
        <source>转接</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>没有接话机，不能转接</source>
        <translation>No telephone is connected: cannot transfer</translation>
    </message>
    <message>
        <source>挂断</source>
        <translation>Hang up</translation>
    </message>
    <message>
        <source>座席</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>搜索知识、页面、演示</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>通话中</source>
        <translation>In a call</translation>
    </message>
</context>
<context>
    <name>CallsCard</name>
    <message>
        <source>通话</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>有新通话，刷新</source>
        <translation>New calls: refresh</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>待复核</source>
        <translation>To review</translation>
    </message>
    <message>
        <source>红线</source>
        <translation>Red line</translation>
    </message>
    <message>
        <source>申诉</source>
        <translation>Appealed</translation>
    </message>
    <message>
        <source>通话列表</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>表头</source>
        <translation>Column headings</translation>
    </message>
</context>
<context>
    <name>CallsModel</name>
    <message>
        <source>得分</source>
        <translation>Score</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>座席</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>意图</source>
        <translation>Intent</translation>
    </message>
    <message>
        <source>级</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>空</source>
        <translation>empty</translation>
    </message>
    <message>
        <source>红线·{state}</source>
        <translation>Red·{state}</translation>
    </message>
</context>
<context>
    <name>CardsFoundCard</name>
    <message>
        <source>知识</source>
        <translation>Knowledge</translation>
    </message>
    <message>
        <source>有新结果，移开鼠标后更新</source>
        <translation>New results when the mouse leaves</translation>
    </message>
    <message>
        <source>因“{words}”</source>
        <translation>for “{words}”</translation>
    </message>
    <message>
        <source>听到问题后，这里给出最多三条</source>
        <translation>Up to three articles, once the problem is heard</translation>
    </message>
    <message>
        <source>v{v}，有效至 {day}</source>
        <translation>v{v}, valid until {day}</translation>
    </message>
</context>
<context>
    <name>ChecklistCard</name>
    <message>
        <source>服务核对</source>
        <translation>Service checklist</translation>
    </message>
    <message>
        <source>自动勾选 {a}/{b}</source>
        <translation>ticked by itself {a}/{b}</translation>
    </message>
</context>
<context>
    <name>ChecklistEntry</name>
    <message>
        <source>现在该说</source>
        <translation>due now</translation>
    </message>
    <message>
        <source>已完成</source>
        <translation>done</translation>
    </message>
    <message>
        <source>未完成</source>
        <translation>not yet</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>搜索</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>页面、演示来电、知识；拼音首字母也行</source>
        <translation>Pages, demo calls, knowledge; pinyin initials work</translation>
    </message>
    <message>
        <source>搜索词</source>
        <translation>Search words</translation>
    </message>
    <message>
        <source>搜索结果</source>
        <translation>Search results</translation>
    </message>
    <message>
        <source>知识</source>
        <translation>Knowledge</translation>
    </message>
</context>
<context>
    <name>ComplaintsCard</name>
    <message>
        <source>投诉堆</source>
        <translation>Complaints</translation>
    </message>
    <message>
        <source>按级别与时长</source>
        <translation>by level and age</translation>
    </message>
    <message>
        <source>没有待处理的投诉</source>
        <translation>No open complaints</translation>
    </message>
</context>
<context>
    <name>ContactsCard</name>
    <message>
        <source>往来</source>
        <translation>Contacts</translation>
    </message>
    <message>
        <source>全部渠道</source>
        <translation>all channels</translation>
    </message>
    <message>
        <source>往来记录</source>
        <translation>Earlier contacts</translation>
    </message>
    <message>
        <source>第一次来电，没有往来记录</source>
        <translation>First call, no earlier contacts</translation>
    </message>
</context>
<context>
    <name>CoverageCard</name>
    <message>
        <source>质检覆盖</source>
        <translation>QA coverage</translation>
    </message>
    <message>
        <source>今日已检 · 未检 {a} · 不可评 {b}</source>
        <translation>checked today · open {a} · not scorable {b}</translation>
    </message>
</context>
<context>
    <name>CustomerCard</name>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>未知来电</source>
        <translation>Unknown caller</translation>
    </message>
    <message>
        <source>30 天内第 {n} 次来电</source>
        <translation>call no. {n} in 30 days</translation>
    </message>
</context>
<context>
    <name>DeskPage</name>
    <message>
        <source>工单</source>
        <translation>Ticket</translation>
    </message>
</context>
<context>
    <name>DeviceNotice</name>
    <message>
        <source>声音设备告警</source>
        <translation>Sound device alert</translation>
    </message>
    <message>
        <source>⚠ {name} 断开（{time}），双方的声音都没有录到；接好后自动继续</source>
        <translation>⚠ {name} disconnected at {time}: neither side is being recorded. Goes on by itself once plugged in.</translation>
    </message>
    <message>
        <source>⚠ 麦克风 {name} 断开（{time}），您的声音没有录到；接好后自动继续</source>
        <translation>⚠ Microphone {name} disconnected at {time}: you are not being recorded. Goes on by itself once plugged in.</translation>
    </message>
    <message>
        <source>⚠ 客户线路 {name} 断开（{time}），客户的声音没有录到；接好后自动继续</source>
        <translation>⚠ Customer line {name} disconnected at {time}: the customer is not being recorded. Goes on by itself once plugged in.</translation>
    </message>
</context>
<context>
    <name>DevicesCard</name>
    <message>
        <source>设备</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>档案里没有设备</source>
        <translation>No devices on file</translation>
    </message>
    <message>
        <source>保修未知</source>
        <translation>warranty unknown</translation>
    </message>
    <message>
        <source>购买日期未知</source>
        <translation>date of purchase unknown</translation>
    </message>
    <message>
        <source>保内 {n} 天</source>
        <translation>in warranty, {n} days</translation>
    </message>
    <message>
        <source>出保 {n} 天</source>
        <translation>out of warranty, {n} days</translation>
    </message>
    <message>
        <source>{day} 购</source>
        <translation>bought {day}</translation>
    </message>
</context>
<context>
    <name>DialogueCard</name>
    <message>
        <source>只看命中</source>
        <translation>Hits only</translation>
    </message>
    <message>
        <source>对话</source>
        <translation>Dialogue</translation>
    </message>
    <message>
        <source>红线，得分归零</source>
        <translation>Red line: the score is zero</translation>
    </message>
    <message>
        <source>若无此条：{n:.0f}</source>
        <translation>without this: {n:.0f}</translation>
    </message>
</context>
<context>
    <name>DraftCard</name>
    <message>
        <source>待填</source>
        <translation>to be filled in</translation>
    </message>
    <message>
        <source>可不填</source>
        <translation>optional</translation>
    </message>
    <message>
        <source>手填</source>
        <translation>typed</translation>
    </message>
    <message>
        <source>{name}的来源 {where}</source>
        <translation>Source of {name}: {where}</translation>
    </message>
    <message>
        <source>跳到原话</source>
        <translation>Go to the words</translation>
    </message>
    <message>
        <source>工单草稿</source>
        <translation>Ticket draft</translation>
    </message>
    <message>
        <source>听到诉求后自动填写</source>
        <translation>Fills itself once the request is heard</translation>
    </message>
    <message>
        <source>创建工单</source>
        <translation>Create ticket</translation>
    </message>
    <message>
        <source>工单已建</source>
        <translation>Ticket created</translation>
    </message>
    <message>
        <source>✓ {number} · {fine} · {level}</source>
        <translation>✓ {number} · {fine} · {level}</translation>
    </message>
    <message>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>{a}/{b} 项已填</source>
        <translation>{a} of {b} filled</translation>
    </message>
</context>
<context>
    <name>DueCard</name>
    <message>
        <source>两小时内没有到期的工单</source>
        <translation>No tickets due within two hours</translation>
    </message>
    <message>
        <source>两小时内到期工单</source>
        <translation>Tickets due within two hours</translation>
    </message>
    <message>
        <source>超时</source>
        <translation>late</translation>
    </message>
</context>
<context>
    <name>ErrorWindow</name>
    <message>
        <source>程序出错</source>
        <translation>Something went wrong</translation>
    </message>
    <message>
        <source>错误报告</source>
        <translation>Error report</translation>
    </message>
    <message>
        <source>复制报告</source>
        <translation>Copy report</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>这是程序的错，不是您的。录音和已存的数据都在。请把报告发给管理员。</source>
        <translation>This is our mistake, not yours. The recording and all stored data are safe. Please send the report to your administrator.</translation>
    </message>
    <message>
        <source>（已出现 {n} 次，下面是第一次）</source>
        <translation> (seen {n} times; this is the first)</translation>
    </message>
</context>
<context>
    <name>HalfHourCard</name>
    <message>
        <source>半小时来电与人力</source>
        <translation>Calls and staff by half hour</translation>
    </message>
    <message>
        <source>历史不足两周，暂无预测</source>
        <translation>Less than two weeks of history: no forecast yet</translation>
    </message>
    <message>
        <source>{time} 起缺 {n} 人</source>
        <translation>{n} short from {time}</translation>
    </message>
</context>
<context>
    <name>HalfHourChart</name>
    <message>
        <source>半小时来电与人力</source>
        <translation>Calls and staff by half hour</translation>
    </message>
    <message>
        <source>预测</source>
        <translation>forecast</translation>
    </message>
    <message>
        <source>实际来电</source>
        <translation>calls offered</translation>
    </message>
    <message>
        <source>需要人数</source>
        <translation>agents needed</translation>
    </message>
    <message>
        <source>在岗</source>
        <translation>on duty</translation>
    </message>
    <message>
        <source>在岗，不够</source>
        <translation>on duty, too few</translation>
    </message>
    <message>
        <source>进行中 {n}</source>
        <translation>so far {n}</translation>
    </message>
</context>
<context>
    <name>HandCallCard</name>
    <message>
        <source>接听来电</source>
        <translation>Take a call</translation>
    </message>
    <message>
        <source>声音来自麦克风和客户线路</source>
        <translation>through microphone and customer line</translation>
    </message>
    <message>
        <source>客户号码，可不填</source>
        <translation>Customer&apos;s number (optional)</translation>
    </message>
    <message>
        <source>客户号码</source>
        <translation>Customer&apos;s number</translation>
    </message>
    <message>
        <source>用麦克风和线路开始</source>
        <translation>Start call</translation>
    </message>
    <message>
        <source>去设置里选设备</source>
        <translation>Choose devices in settings</translation>
    </message>
</context>
<context>
    <name>ImportCard</name>
    <message>
        <source>录音导入</source>
        <translation>Import recordings</translation>
    </message>
    <message>
        <source>选文件…</source>
        <translation>Files…</translation>
    </message>
    <message>
        <source>选文件夹…</source>
        <translation>Folder…</translation>
    </message>
    <message>
        <source>完成 {done} · 还有 {more}</source>
        <translation>{done} done · {more} more</translation>
    </message>
    <message>
        <source>完成 {done}</source>
        <translation>{done} done</translation>
    </message>
    <message>
        <source>新 {queued} · 已有 {known}</source>
        <translation>{queued} new · {known} known</translation>
    </message>
    <message>
        <source> · 读不出 {n}</source>
        <translation> · {n} unreadable</translation>
    </message>
    <message>
        <source>录音</source>
        <translation>Recordings</translation>
    </message>
    <message>
        <source>导入录音</source>
        <translation>Import recordings</translation>
    </message>
    <message>
        <source>导入文件夹里的录音</source>
        <translation>Import the recordings of a folder</translation>
    </message>
</context>
<context>
    <name>ImportLine</name>
    <message>
        <source>进度 {name}</source>
        <translation>Progress of {name}</translation>
    </message>
    <message>
        <source>继续</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>等待</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>转写中</source>
        <translation>transcribing</translation>
    </message>
    <message>
        <source>已暂停</source>
        <translation>paused</translation>
    </message>
    <message>
        <source>读不出</source>
        <translation>unreadable</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>done</translation>
    </message>
</context>
<context>
    <name>IntentChips</name>
    <message>
        <source>意图 {name}，可改</source>
        <translation>Intent {name}, can be corrected</translation>
    </message>
    <message>
        <source>依据：{words}
点按可改正</source>
        <translation>Because of: {words}
Click to correct</translation>
    </message>
</context>
<context>
    <name>KnowledgePage</name>
    <message>
        <source>用客户的话问，例如：外机滴水、E4、怎么开发票</source>
        <translation>Ask in the customer&apos;s words, e.g. 外机滴水, E4, 怎么开发票</translation>
    </message>
    <message>
        <source>搜索知识</source>
        <translation>Search knowledge</translation>
    </message>
    <message>
        <source>搜索结果</source>
        <translation>Search results</translation>
    </message>
    <message>
        <source>知识库</source>
        <translation>Knowledge</translation>
    </message>
    <message>
        <source>共 {n} 条。输入几个字就开始找；没有答案的问题会记下来，作为知识缺口。</source>
        <translation>{n} articles. Searches as you type; a question without an answer is kept as a gap.</translation>
    </message>
    <message>
        <source>找到 {n} 条</source>
        <translation>{n} found</translation>
    </message>
    <message>
        <source>没有找到。这个问题已记为知识缺口。</source>
        <translation>Nothing found. The question is kept as a gap.</translation>
    </message>
</context>
<context>
    <name>LedgerCard</name>
    <message>
        <source>得分账</source>
        <translation>Score ledger</translation>
    </message>
    <message>
        <source>每一分都有出处</source>
        <translation>every point has its place</translation>
    </message>
    <message>
        <source>还没有质检</source>
        <translation>Not checked yet</translation>
    </message>
    <message>
        <source>不适用</source>
        <translation>n/a</translation>
    </message>
    <message>
        <source>{name}的依据 {text}</source>
        <translation>Evidence for {name}: {text}</translation>
    </message>
    <message>
        <source>看</source>
        <translation>show</translation>
    </message>
    <message>
        <source>红线 {name} 的依据</source>
        <translation>Evidence for red line {name}</translation>
    </message>
    <message>
        <source>⚠ 红线 {name}</source>
        <translation>⚠ Red line: {name}</translation>
    </message>
    <message>
        <source> · 已确认</source>
        <translation> · confirmed</translation>
    </message>
    <message>
        <source> · 误检</source>
        <translation> · false hit</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>{name}音量</source>
        <translation>{name} level</translation>
    </message>
</context>
<context>
    <name>ListenCard</name>
    <message>
        <source>录音</source>
        <translation>Recording</translation>
    </message>
    <message>
        <source>播放速度</source>
        <translation>Playing speed</translation>
    </message>
    <message>
        <source>播放</source>
        <translation>Play</translation>
    </message>
    <message>
        <source>上一处</source>
        <translation>Prev</translation>
    </message>
    <message>
        <source>下一处</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>录音有缺口 {n:.1f} s（{places} 起）</source>
        <translation>Missing {n:.1f} s (at {places})</translation>
    </message>
    <message>
        <source>异常中断后找回，末尾约缺 {n:.1f} s</source>
        <translation>Recovered; end lacks about {n:.1f} s</translation>
    </message>
    <message>
        <source>录音有极短的丢声，位置不明</source>
        <translation>Missing a few instants, place unknown</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>座席 {n:.0%}</source>
        <translation>Agent {n:.0%}</translation>
    </message>
    <message>
        <source>客户 {n:.0%}</source>
        <translation>Customer {n:.0%}</translation>
    </message>
    <message>
        <source>静音 {n:.0%}</source>
        <translation>Silence {n:.0%}</translation>
    </message>
    <message>
        <source>最长静音 {n:.0f} s</source>
        <translation>Longest silence {n:.0f} s</translation>
    </message>
    <message>
        <source>打断 {n}</source>
        <translation>Interruptions {n}</translation>
    </message>
    <message>
        <source>语速 {n:.0f} 字/分</source>
        <translation>{n:.0f} characters/min</translation>
    </message>
    <message>
        <source>情绪 {a:.2f} → {b:.2f}</source>
        <translation>Mood {a:.2f} → {b:.2f}</translation>
    </message>
</context>
<context>
    <name>ModelsSection</name>
    <message>
        <source>进度</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>下载</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>使用</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>自动选择</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>测速</source>
        <translation>Test speed</translation>
    </message>
    <message>
        <source>导入…</source>
        <translation>Import…</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>语音模型</source>
        <translation>Speech models</translation>
    </message>
    <message>
        <source>从文件夹…</source>
        <translation>From a folder…</translation>
    </message>
    <message>
        <source>从压缩包…</source>
        <translation>From an archive…</translation>
    </message>
    <message>
        <source>自动：</source>
        <translation>Automatic: </translation>
    </message>
    <message>
        <source>放在 {folder}；从 {hub} 下载。</source>
        <translation>Kept in {folder}; downloaded from {hub}. </translation>
    </message>
    <message>
        <source>镜像与代理在配置文件的 [models] 里，也认 HF_ENDPOINT 与 HTTPS_PROXY。</source>
        <translation>Mirror and proxy: [models] in the configuration file, or HF_ENDPOINT and HTTPS_PROXY.</translation>
    </message>
    <message>
        <source>正在处理…</source>
        <translation>Working…</translation>
    </message>
    <message>
        <source>{done:.0f} / {total:.0f} MB，{speed:.1f} MB/秒</source>
        <translation>{done:.0f} / {total:.0f} MB, {speed:.1f} MB/s</translation>
    </message>
    <message>
        <source>，还要 {time}</source>
        <translation>, {time} left</translation>
    </message>
    <message>
        <source>已换用，马上生效。</source>
        <translation>Now in use.</translation>
    </message>
    <message>
        <source>已保存；通话结束并重新启动聆台后生效。</source>
        <translation>Saved. To use it, end the call and restart Lingtai.</translation>
    </message>
    <message>
        <source>删除模型 {name}？再用时要重新下载或导入。</source>
        <translation>Remove the model {name}? To use it again you must download or import it anew.</translation>
    </message>
    <message>
        <source>删除模型</source>
        <translation>Remove model</translation>
    </message>
    <message>
        <source>含 model.bin 的文件夹</source>
        <translation>Folder with model.bin</translation>
    </message>
    <message>
        <source>压缩包</source>
        <translation>Archives</translation>
    </message>
    <message>
        <source>模型压缩包</source>
        <translation>Model archive</translation>
    </message>
</context>
<context>
    <name>ModelsTable</name>
    <message>
        <source>语音模型</source>
        <translation>Speech models</translation>
    </message>
    <message>
        <source>模型</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>大小</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>本机速度</source>
        <translation>Speed here, × real time</translation>
    </message>
    <message>
        <source>内存</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>普通话准确率与说明</source>
        <translation>Mandarin accuracy, notes</translation>
    </message>
    <message>
        <source>✗ 损坏</source>
        <translation>✗ damaged</translation>
    </message>
    <message>
        <source>● 使用中</source>
        <translation>● in use</translation>
    </message>
    <message>
        <source>● 用于录音</source>
        <translation>● for recordings</translation>
    </message>
    <message>
        <source>✓ 已安装</source>
        <translation>✓ installed</translation>
    </message>
    <message>
        <source>↓ 可下载</source>
        <translation>↓ to download</translation>
    </message>
    <message>
        <source>{n} 种</source>
        <translation>{n}</translation>
    </message>
    <message>
        <source>还没有测过</source>
        <translation>not measured yet</translation>
    </message>
    <message>
        <source>≈ {n:.2f}× 实时</source>
        <translation>≈ {n:.2f}×</translation>
    </message>
    <message>
        <source>估计 {n:.1f}× 实时</source>
        <translation>est. {n:.1f}×</translation>
    </message>
    <message>
        <source>，偏慢</source>
        <translation>, slow</translation>
    </message>
</context>
<context>
    <name>MoodCurve</name>
    <message>
        <source>情绪曲线</source>
        <translation>Mood curve</translation>
    </message>
    <message>
        <source>客户情绪 {n:.2f}，0 平静，1 愤怒</source>
        <translation>Customer&apos;s mood {n:.2f}; 0 calm, 1 furious</translation>
    </message>
    <message>
        <source>— 逐句</source>
        <translation>— each</translation>
    </message>
    <message>
        <source>┄ 全程</source>
        <translation>┄ call</translation>
    </message>
    <message>
        <source>平静</source>
        <translation>calm</translation>
    </message>
    <message>
        <source>愤怒</source>
        <translation>angry</translation>
    </message>
</context>
<context>
    <name>OverrideDialog</name>
    <message>
        <source>改分</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>人工得分</source>
        <translation>Manual score</translation>
    </message>
    <message>
        <source>必填，会给座席看</source>
        <translation>Required; the agent will read it</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
</context>
<context>
    <name>QueuesCard</name>
    <message>
        <source>队列 × 技能</source>
        <translation>Queue × skill</translation>
    </message>
    <message>
        <source>等待</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>最长</source>
        <translation>Longest</translation>
    </message>
    <message>
        <source>在岗</source>
        <translation>On duty</translation>
    </message>
    <message>
        <source>就绪</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>还没有队列</source>
        <translation>No queues yet</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>页面</source>
        <translation>Pages</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>还没有录过音的通话。在工作台播放一个演示来电试试。</source>
        <translation>No recorded calls yet. Play a demo call on the desk.</translation>
    </message>
    <message>
        <source>质检</source>
        <translation>Review</translation>
    </message>
    <message>
        <source>已确认</source>
        <translation>confirmed</translation>
    </message>
    <message>
        <source>已判误检</source>
        <translation>judged a false hit</translation>
    </message>
</context>
<context>
    <name>SafetyCard</name>
    <message>
        <source>安全告警</source>
        <translation>Safety alert</translation>
    </message>
    <message>
        <source>剩余秒数</source>
        <translation>Seconds left</translation>
    </message>
    <message>
        <source>已提示</source>
        <translation>Said</translation>
    </message>
    <message>
        <source>已超时</source>
        <translation>late</translation>
    </message>
</context>
<context>
    <name>ScoreCard</name>
    <message>
        <source>得分</source>
        <translation>Score</translation>
    </message>
    <message>
        <source>改分</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>签发</source>
        <translation>Sign</translation>
    </message>
    <message>
        <source>自动 {n}</source>
        <translation>Auto {n}</translation>
    </message>
    <message>
        <source>人工 {n}</source>
        <translation>Manual {n}</translation>
    </message>
    <message>
        <source>识别 {n:.2f}</source>
        <translation>recog. {n:.2f}</translation>
    </message>
    <message>
        <source>已签发 {who} · </source>
        <translation>signed by {who} · </translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>重新检查</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>本机</source>
        <translation>This desk</translation>
    </message>
    <message>
        <source>语音模型</source>
        <translation>Speech model</translation>
    </message>
    <message>
        <source>声音</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>模型</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>文件夹</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>本机速度</source>
        <translation>Speed here</translation>
    </message>
    <message>
        <source>声音设备</source>
        <translation>Sound devices</translation>
    </message>
    <message>
        <source>麦克风</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>扬声器</source>
        <translation>Loudspeaker</translation>
    </message>
    <message>
        <source>中心与数据</source>
        <translation>Central and data</translation>
    </message>
    <message>
        <source>座席</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>中心地址</source>
        <translation>Central address</translation>
    </message>
    <message>
        <source>数据文件夹</source>
        <translation>Data folder</translation>
    </message>
    <message>
        <source>配置文件</source>
        <translation>Configuration file</translation>
    </message>
    <message>
        <source>外观</source>
        <translation>Look</translation>
    </message>
    <message>
        <source>明暗</source>
        <translation>Light or dark</translation>
    </message>
    <message>
        <source>跟随系统</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>没有</source>
        <translation>none</translation>
    </message>
    <message>
        <source>还没有测过</source>
        <translation>not measured yet</translation>
    </message>
    <message>
        <source>1 秒声音用 {n:.2g} 秒</source>
        <translation>{n:.2g} s for a second of sound</translation>
    </message>
    <message>
        <source>单机，不连中心</source>
        <translation>stand-alone</translation>
    </message>
    <message>
        <source>接真实来电请在上面的“语音模型”里下载或导入一个（如 large-v3-turbo），聆台会检查、测速并自动选用。</source>
        <translation>For real calls, download or import one under &quot;Speech model&quot; above (e.g. large-v3-turbo): Lingtai checks it, tests its speed and chooses by itself.</translation>
    </message>
    <message>
        <source>通话语音会发到 {url} 转写，只发到这个地址；服务器不在时来电照常录音，恢复后自动补写。</source>
        <translation>The sound of calls is sent to {url} to be written down, and nowhere else. While that server is away calls are still recorded; they are written down once it is back.</translation>
    </message>
    <message>
        <source>没有可用的语音模型，来电只录音、不转写。</source>
        <translation>There is no speech model: calls are recorded but not written down. </translation>
    </message>
    <message>
        <source>自带的小模型只认识合成的演示语言，真实来电它听不懂。</source>
        <translation>The bundled small model knows only the synthetic demo language; it does not understand real calls. </translation>
    </message>
    <message>
        <source>缺少的设备插好后按“重新检查”。演示来电不需要任何设备，只是听不到声音。</source>
        <translation>Plug in what is missing, then press &quot;Check again&quot;. Demo calls need no device; you just hear nothing.</translation>
    </message>
    <message>
        <source>● 在线</source>
        <translation>● online</translation>
    </message>
    <message>
        <source>○ 不在线，数据留在本机，稍后补传</source>
        <translation>○ away; data stays on this desk and is sent later</translation>
    </message>
    <message>
        <source> · 上次成功 {time}</source>
        <translation> · last success {time}</translation>
    </message>
</context>
<context>
    <name>ShortcutList</name>
    <message>
        <source>快捷键</source>
        <translation>Shortcuts</translation>
    </message>
    <message>
        <source>此页可用的快捷键</source>
        <translation>Shortcuts of this page</translation>
    </message>
</context>
<context>
    <name>SidesBanner</name>
    <message>
        <source>声道</source>
        <translation>Channels</translation>
    </message>
    <message>
        <source>交换</source>
        <translation>Swap</translation>
    </message>
    <message>
        <source>撤销交换</source>
        <translation>Undo swap</translation>
    </message>
    <message>
        <source>单声道录音：分不清谁在说话，与说话人有关的项目不评，请听录音确认</source>
        <translation>Mono recording: nobody can tell who speaks, so criteria about the speaker are left out. Please listen to confirm.</translation>
    </message>
    <message>
        <source>左右声道已交换，可是客户一侧说了{said}</source>
        <translation>Channels are swapped, yet the customer side says {said}</translation>
    </message>
    <message>
        <source>左右声道已交换，说话人与得分都按交换后的算</source>
        <translation>Channels are swapped; speakers and score follow the swap</translation>
    </message>
    <message>
        <source>左右声道可能接反了：客户一侧说了{said}</source>
        <translation>Left and right may be the wrong way round: the customer side says {said}</translation>
    </message>
</context>
<context>
    <name>SoundLine</name>
    <message>
        <source>音质</source>
        <translation>Sound quality</translation>
    </message>
    <message>
        <source>音质：</source>
        <translation>Sound: </translation>
    </message>
    <message>
        <source>第 {n} 分钟</source>
        <translation>min {n}</translation>
    </message>
    <message>
        <source>良好</source>
        <translation>good</translation>
    </message>
    <message>
        <source>信噪比 ≥ {n:.0f} dB</source>
        <translation>SNR ≥ {n:.0f} dB</translation>
    </message>
    <message>
        <source>座席声道</source>
        <translation>agent </translation>
    </message>
    <message>
        <source>客户声道</source>
        <translation>customer </translation>
    </message>
    <message>
        <source>无声</source>
        <translation>silent</translation>
    </message>
    <message>
        <source>削波</source>
        <translation>clipped</translation>
    </message>
    <message>
        <source>噪声大</source>
        <translation>noisy</translation>
    </message>
    <message>
        <source>声音太小</source>
        <translation>too quiet</translation>
    </message>
</context>
<context>
    <name>SoundSection</name>
    <message>
        <source>座席</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>一个立体声设备：左声道座席，右声道客户</source>
        <translation>One stereo device: agent on the left, customer on the right</translation>
    </message>
    <message>
        <source>重新查找设备</source>
        <translation>Find devices again</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>声音</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>离开本页即停止监听</source>
        <translation>listens only while you are on this page</translation>
    </message>
    <message>
        <source>麦克风</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>录 3 秒再放给您听</source>
        <translation>Records 3 seconds and plays them to you</translation>
    </message>
    <message>
        <source>客户线路</source>
        <translation>Customer line</translation>
    </message>
    <message>
        <source>扬声器</source>
        <translation>Loudspeaker</translation>
    </message>
    <message>
        <source>放一声，并检查麦克风是否收到回声</source>
        <translation>Plays a sound and checks whether the microphone hears it</translation>
    </message>
    <message>
        <source>测试</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>测试{name}</source>
        <translation>Test {name}</translation>
    </message>
    <message>
        <source>系统默认麦克风</source>
        <translation>System default microphone</translation>
    </message>
    <message>
        <source>默认扬声器里的声音</source>
        <translation>What the default loudspeaker plays</translation>
    </message>
    <message>
        <source>系统默认扬声器</source>
        <translation>System default loudspeaker</translation>
    </message>
    <message>
        <source>{name}（没有接上）</source>
        <translation>{name} (not connected)</translation>
    </message>
    <message>
        <source>还没有保存；测试用的是所选的设备</source>
        <translation>Not saved yet; tests use what is selected here</translation>
    </message>
    <message>
        <source>✓ 已保存</source>
        <translation>✓ Saved</translation>
    </message>
    <message>
        <source>请说话，正在录 3 秒…</source>
        <translation>Please speak: recording 3 seconds…</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>音量 {db:.0f} dB</source>
        <translation>· level {db:.0f} dB</translation>
    </message>
    <message>
        <source> · 实测采样率 {n:.0f} Hz</source>
        <translation> · measured sample rate {n:.0f} Hz</translation>
    </message>
    <message>
        <source>✓ 正常</source>
        <translation>✓ Works</translation>
    </message>
    <message>
        <source>⚠ 没有声音：检查静音键、插头和音量。</source>
        <translation>⚠ No sound: check the mute key, the plug and the volume.</translation>
    </message>
    <message>
        <source>⚠ 声音过载失真：把音量调低。</source>
        <translation>⚠ Too loud and distorted: turn the volume down.</translation>
    </message>
    <message>
        <source>⚠ 实际采样率与设备所报不符：在系统声音设置里改正。</source>
        <translation>⚠ The sample rate is not what the device reports: correct it in the system sound settings.</translation>
    </message>
    <message>
        <source>⚠ 两个声道一样：麦克风和线路选成了同一路，说话人会分不清。</source>
        <translation>⚠ Both channels are the same: microphone and line are one source, so nobody can tell who speaks.</translation>
    </message>
    <message>
        <source>⚠ 两个声道互相串音：请戴耳机，或把扬声器调小。</source>
        <translation>⚠ Each channel hears the other: use a headset, or turn the loudspeaker down.</translation>
    </message>
    <message>
        <source>⚠ 麦克风收到了扬声器的声音：请戴耳机，或把扬声器调小。</source>
        <translation>⚠ The microphone hears the loudspeaker: use a headset, or turn it down.</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>通话</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>工单</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>平均通话时长</source>
        <translation>Mean call time</translation>
    </message>
    <message>
        <source>平均质检分</source>
        <translation>Mean score</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>播放演示来电：{title}</source>
        <translation>Play demo call: {title}</translation>
    </message>
    <message>
        <source>还没有通话。左边的演示来电不需要话机、网络或模型下载，点按即播。</source>
        <translation>No calls yet. The demo calls on the left need no telephone, network or download: click to play.</translation>
    </message>
    <message>
        <source>演示来电</source>
        <translation>Demo calls</translation>
    </message>
    <message>
        <source>像真来电一样从头走到尾</source>
        <translation>from ring to score, as if live</translation>
    </message>
    <message>
        <source>播放一段合成语音的来电：实时转写、意图、情绪、紧急度、知识、工单，挂断后自动质检。</source>
        <translation>Plays a call of synthetic speech: live transcript, intent, mood, urgency, knowledge, ticket, and the score after the hang-up.</translation>
    </message>
    <message>
        <source>通话中常用的键</source>
        <translation>Keys for a call</translation>
    </message>
    <message>
        <source>F1 看全部</source>
        <translation>F1 shows all</translation>
    </message>
    <message>
        <source>保持，再按取回</source>
        <translation>Hold; again to take it back</translation>
    </message>
    <message>
        <source>静音，再按打开</source>
        <translation>Mute; again to unmute</translation>
    </message>
    <message>
        <source>按草稿创建工单</source>
        <translation>Create the ticket of the draft</translation>
    </message>
    <message>
        <source>挂断，随后自动质检</source>
        <translation>Hang up; the check follows by itself</translation>
    </message>
    <message>
        <source>搜索知识、页面、演示；拼音首字母也行</source>
        <translation>Search knowledge, pages, demos; pinyin initials work</translation>
    </message>
    <message>
        <source>本次登录以来</source>
        <translation>since this sign-in</translation>
    </message>
    <message>
        <source>最近通话</source>
        <translation>Recent calls</translation>
    </message>
    <message>
        <source>无工单</source>
        <translation>no ticket</translation>
    </message>
    <message>
        <source>待质检</source>
        <translation>to be checked</translation>
    </message>
    <message>
        <source>不可评</source>
        <translation>not scorable</translation>
    </message>
    <message>
        <source>红线 {n:.0f} 分</source>
        <translation>red line, {n:.0f}</translation>
    </message>
    <message>
        <source>{n:.0f} 分</source>
        <translation>{n:.0f}</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>状态栏</source>
        <translation>Status bar</translation>
    </message>
    <message>
        <source>○ 单机</source>
        <translation>○ stand-alone</translation>
    </message>
    <message>
        <source>⚠ 转写服务器不在，本机模型 {name} 代听</source>
        <translation>⚠ Speech server away: local model {name} stands in</translation>
    </message>
    <message>
        <source>没有语音模型</source>
        <translation>no speech model</translation>
    </message>
    <message>
        <source>语音模型 {name}</source>
        <translation>speech model {name}</translation>
    </message>
    <message>
        <source> · {n:.2g}× 实时</source>
        <translation> · {n:.2g}× real time</translation>
    </message>
    <message>
        <source> · 仅演示语言</source>
        <translation> · demo language only</translation>
    </message>
    <message>
        <source>● 已连接中心</source>
        <translation>● central connected</translation>
    </message>
    <message>
        <source>○ 中心不在线</source>
        <translation>○ central away</translation>
    </message>
    <message>
        <source>待同步 {n}</source>
        <translation>to sync {n}</translation>
    </message>
    <message>
        <source> · 被拒 {n}</source>
        <translation> · refused {n}</translation>
    </message>
    <message>
        <source>积压 {n}</source>
        <translation>backlog {n}</translation>
    </message>
    <message>
        <source>（{n:.0f} 秒）</source>
        <translation> ({n:.0f} s)</translation>
    </message>
    <message>
        <source>录音 00:00:00</source>
        <translation>recording 00:00:00</translation>
    </message>
    <message>
        <source>录音 {time} 已落盘</source>
        <translation>recording {time} on disk</translation>
    </message>
    <message>
        <source>录音 {time} 已封存</source>
        <translation>recording {time} sealed</translation>
    </message>
    <message>
        <source>质检 今日 {a}/{b}</source>
        <translation>checked today {a}/{b}</translation>
    </message>
    <message>
        <source> · 不可评 {n}</source>
        <translation> · not scorable {n}</translation>
    </message>
    <message>
        <source>⚠ 后台部件 {name} 停了，请重启</source>
        <translation>⚠ The background part {name} stopped: please restart</translation>
    </message>
</context>
<context>
    <name>TalkCard</name>
    <message>
        <source>实时转写</source>
        <translation>Live transcript</translation>
    </message>
    <message>
        <source>互换声道</source>
        <translation>Swap sides</translation>
    </message>
    <message>
        <source>延迟 {n:.1f} s</source>
        <translation>delay {n:.1f} s</translation>
    </message>
</context>
<context>
    <name>TimelineEntry</name>
    <message>
        <source> · 未了结</source>
        <translation> · open</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>搜索知识、页面、演示</source>
        <translation>Search knowledge, pages, demos</translation>
    </message>
</context>
<context>
    <name>TranscriptDelegate</name>
    <message>
        <source> · 存疑，不作证据</source>
        <translation> · doubtful, not evidence</translation>
    </message>
</context>
<context>
    <name>TranscriptModel</name>
    <message>
        <source>听得不清：{words}</source>
        <translation>Unclear: {words}</translation>
    </message>
    <message>
        <source>按热词订正：{word}（原识别：{heard}）</source>
        <translation>Hot word put right: {word} (heard as {heard})</translation>
    </message>
    <message>
        <source>提醒</source>
        <translation>Alert</translation>
    </message>
    <message>
        <source>得分账</source>
        <translation>Score ledger</translation>
    </message>
    <message>
        <source>座席</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>通话转写</source>
        <translation>Transcript</translation>
    </message>
    <message>
        <source>↓ 回到最新</source>
        <translation>↓ To the latest</translation>
    </message>
    <message>
        <source>回到最新</source>
        <translation>To the latest</translation>
    </message>
</context>
<context>
    <name>UrgencyCard</name>
    <message>
        <source>紧急度</source>
        <translation>Urgency</translation>
    </message>
    <message>
        <source>紧急度 –</source>
        <translation>Urgency –</translation>
    </message>
    <message>
        <source>听到诉求后计算</source>
        <translation>once the request is heard</translation>
    </message>
    <message>
        <source>紧急度 {n:.1f}</source>
        <translation>Urgency {n:.1f}</translation>
    </message>
    <message>
        <source>{n} 分钟内联系</source>
        <translation>contact within {n} min</translation>
    </message>
    <message>
        <source>{n} 小时内联系</source>
        <translation>contact within {n} h</translation>
    </message>
    <message>
        <source>{n} 天内联系</source>
        <translation>contact within {n} days</translation>
    </message>
</context>
<context>
    <name>VerdictBar</name>
    <message>
        <source>复核意见</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>机检正确</source>
        <translation>Right</translation>
    </message>
    <message>
        <source>机检不正确</source>
        <translation>Wrong</translation>
    </message>
    <message>
        <source>若无此条：{n:.0f}</source>
        <translation>without this: {n:.0f}</translation>
    </message>
</context>
<context>
    <name>Wallboard</name>
    <message>
        <source>聆台大屏</source>
        <translation>Lingtai wallboard</translation>
    </message>
</context>
<context>
    <name>Waveform</name>
    <message>
        <source>波形图</source>
        <translation>Waveform plot</translation>
    </message>
    <message>
        <source>波形，左右键移动，空格播放</source>
        <translation>Waveform; arrow keys move, space plays</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>聆台</source>
        <translation>Lingtai</translation>
    </message>
    <message>
        <source>快捷键一览</source>
        <translation>List of shortcuts</translation>
    </message>
    <message>
        <source>页面</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>演示</source>
        <translation>Demo</translation>
    </message>
</context>
<context>
    <name>WrapUpBar</name>
    <message>
        <source>话后整理</source>
        <translation>Wrap-up</translation>
    </message>
    <message>
        <source>完成，回到示闲</source>
        <translation>Done, ready again</translation>
    </message>
    <message>
        <source>话后整理 · 通话 {time} · 录音已落盘</source>
        <translation>Wrap-up · call {time} · recording on disk</translation>
    </message>
    <message>
        <source>话后整理 · 通话 {time} · 录音已找回，末尾可能缺 1 秒</source>
        <translation>Wrap-up · call {time} · recording recovered, the last second may be missing</translation>
    </message>
    <message>
        <source>话后整理 · 通话 {time} · 录音有缺口 {n:.1f} s</source>
        <translation>Wrap-up · call {time} · recording lacks {n:.1f} s</translation>
    </message>
    <message>
        <source>正在质检 …</source>
        <translation>Checking …</translation>
    </message>
    <message>
        <source>不可评：{why}</source>
        <translation>Not scorable: {why}</translation>
    </message>
    <message>
        <source>质检 0 分，红线：{names}</source>
        <translation>Score 0, red line: {names}</translation>
    </message>
    <message>
        <source>质检 {n:.0f} 分</source>
        <translation>Score {n:.0f}</translation>
    </message>
</context>
<context>
    <name>board</name>
    <message>
        <source>等待中</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>目标 ≤ {n}</source>
        <translation>target ≤ {n}</translation>
    </message>
    <message>
        <source>最长等待</source>
        <translation>Longest wait</translation>
    </message>
    <message>
        <source>服务水平 30 分</source>
        <translation>Service level 30 min</translation>
    </message>
    <message>
        <source>目标 {n:.0%} / 20 s</source>
        <translation>target {n:.0%} / 20 s</translation>
    </message>
    <message>
        <source>今日服务水平</source>
        <translation>Service level today</translation>
    </message>
    <message>
        <source>目标 {n:.0%}</source>
        <translation>target {n:.0%}</translation>
    </message>
    <message>
        <source>放弃率</source>
        <translation>Abandoned</translation>
    </message>
    <message>
        <source>目标 ≤ {n:.0%}</source>
        <translation>target ≤ {n:.0%}</translation>
    </message>
    <message>
        <source>质检覆盖</source>
        <translation>QA coverage</translation>
    </message>
    <message>
        <source>{a}/{b} · 不可评 {c}</source>
        <translation>{a}/{b} · not scorable {c}</translation>
    </message>
</context>
<context>
    <name>domain</name>
    <message>
        <source>示闲</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>示忙</source>
        <translation>Busy</translation>
    </message>
    <message>
        <source>小休</source>
        <translation>Break</translation>
    </message>
    <message>
        <source>通话</source>
        <translation>Talking</translation>
    </message>
    <message>
        <source>保持</source>
        <translation>Hold</translation>
    </message>
    <message>
        <source>话后</source>
        <translation>Wrap-up</translation>
    </message>
    <message>
        <source>下线</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>安装</source>
        <translation>Install</translation>
    </message>
    <message>
        <source>维修</source>
        <translation>Repair</translation>
    </message>
    <message>
        <source>保养清洗</source>
        <translation>Care</translation>
    </message>
    <message>
        <source>退换货</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>产品咨询</source>
        <translation>Product</translation>
    </message>
    <message>
        <source>政策与保修</source>
        <translation>Policy</translation>
    </message>
    <message>
        <source>费用与价保</source>
        <translation>Fees</translation>
    </message>
    <message>
        <source>发票</source>
        <translation>Invoice</translation>
    </message>
    <message>
        <source>配件</source>
        <translation>Parts</translation>
    </message>
    <message>
        <source>催单查进度</source>
        <translation>Chasing</translation>
    </message>
    <message>
        <source>配送改约</source>
        <translation>Delivery</translation>
    </message>
    <message>
        <source>延保</source>
        <translation>Ext. warranty</translation>
    </message>
    <message>
        <source>以旧换新</source>
        <translation>Trade-in</translation>
    </message>
    <message>
        <source>投诉</source>
        <translation>Complaint</translation>
    </message>
    <message>
        <source>转人工</source>
        <translation>Human</translation>
    </message>
    <message>
        <source>寒暄确认</source>
        <translation>Small talk</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>待机检</source>
        <translation>Queued</translation>
    </message>
    <message>
        <source>机检</source>
        <translation>Checked</translation>
    </message>
    <message>
        <source>待复核</source>
        <translation>To review</translation>
    </message>
    <message>
        <source>已发布</source>
        <translation>Published</translation>
    </message>
    <message>
        <source>申诉</source>
        <translation>Appealed</translation>
    </message>
    <message>
        <source>不可评</source>
        <translation>No score</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>设备</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>现象</source>
        <translation>Symptom</translation>
    </message>
    <message>
        <source>故障码</source>
        <translation>Fault code</translation>
    </message>
    <message>
        <source>地址</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>上门</source>
        <translation>Visit</translation>
    </message>
    <message>
        <source>责任</source>
        <translation>Liability</translation>
    </message>
    <message>
        <source>来电</source>
        <translation>call</translation>
    </message>
    <message>
        <source>客户档案</source>
        <translation>on file</translation>
    </message>
    <message>
        <source>原话</source>
        <translation>said</translation>
    </message>
    <message>
        <source>损坏</source>
        <translation>damage</translation>
    </message>
    <message>
        <source>情绪</source>
        <translation>mood</translation>
    </message>
    <message>
        <source>损坏×情绪</source>
        <translation>damage×mood</translation>
    </message>
    <message>
        <source>升级威胁</source>
        <translation>threat</translation>
    </message>
    <message>
        <source>重复来电</source>
        <translation>repeat</translation>
    </message>
    <message>
        <source>会员</source>
        <translation>member</translation>
    </message>
    <message>
        <source>超时</source>
        <translation>late</translation>
    </message>
    <message>
        <source>保底</source>
        <translation>floor</translation>
    </message>
    <message>
        <source>红线</source>
        <translation>Red line</translation>
    </message>
    <message>
        <source>安全</source>
        <translation>Safety</translation>
    </message>
    <message>
        <source>禁语</source>
        <translation>Forbidden</translation>
    </message>
    <message>
        <source>微信</source>
        <translation>WeChat</translation>
    </message>
    <message>
        <source>工单</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>评价</source>
        <translation>Rating</translation>
    </message>
</context>
<context>
    <name>pages</name>
    <message>
        <source>工作台</source>
        <translation>Desk</translation>
    </message>
    <message>
        <source>知识库</source>
        <translation>Articles</translation>
    </message>
    <message>
        <source>质检</source>
        <translation>Review</translation>
    </message>
    <message>
        <source>看板</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
</context>
</TS>
