// A ranking as it stands now, live in a terminal: node dashboard.js vinh-long/2022/department
import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'

const ranking = process.argv[2] ?? 'vinh-long/2022/department'
const brokers = (process.env.KAFKA_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092').split(',')
const kafka = new kafkajs.Kafka({ clientId: 'dashboard', brokers, logLevel: kafkajs.logLevel.NOTHING })
// A group of its own: every dashboard reads everything, from the beginning.
const consumer = kafka.consumer({ groupId: `dashboard-${randomUUID()}` })
const standings = new Map()
const why = {
  exempt: 'miễn đánh giá', 'not-ranked': 'không xếp hạng', 'not-submitted': 'chưa nộp', 'no-scorecard': 'chưa có phiếu',
}
let drawing

function row(it) {
  const name = it.ranked_within_name ? `${it.name} · ${it.ranked_within_name}` : it.name
  if (it.rank === null) return `   –  ${name}: ${why[it.absence]} / ${it.absence}`
  // Points are exact decimals in strings: shown as they are, never made floats.
  return `${String(it.rank).padStart(4)}  ${name.padEnd(50)} ${it.points} / ${it.max_points}  ${it.percent ?? '–'} %`
}

function draw() {
  const shown = [...standings.values()].filter((it) => !it.gone)
  const within = (it) => (it.rank === null ? '~' : it.ranked_within ?? '')
  const place = (it) => [within(it), String(it.rank ?? 0).padStart(9, '0'), it.unit].join()
  shown.sort((a, b) => (place(a) < place(b) ? -1 : 1))
  if (shown.length === 0) return console.log(`${ranking}: –`)
  const latest = shown.reduce((a, b) => (a.position > b.position ? a : b))
  console.clear()
  console.log(`${latest.province_name} · ${latest.round_name} · ${latest.scope_name}`)
  console.log(latest.status === 'published' ? 'ĐÃ CÔNG BỐ / PUBLISHED' : 'TẠM THỜI / PROVISIONAL')
  if (latest.data_provenance === 'illustrative') console.log(`DỮ LIỆU MINH HỌA / ILLUSTRATIVE DATA · ${latest.notice}`)
  shown.forEach((it) => console.log(row(it)))
  console.log(`${latest.position} · ${latest.known_at}\n`)
}

await consumer.connect()
await consumer.subscribe({ topics: ['bangvang.rankings.v1'], fromBeginning: true })
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => consumer.disconnect().then(() => process.exit()))
await consumer.run({
  eachMessage: async ({ message }) => {
    const key = message.key.toString(), position = Number(message.headers.ce_position)
    if (!key.startsWith(`${ranking}/`) || position < (standings.get(key)?.position ?? 0)) return
    // No value: the unit has left the ranking.
    standings.set(key, message.value === null ? { position, gone: true } : JSON.parse(message.value))
    clearTimeout(drawing)
    drawing = setTimeout(draw, 300)
  },
})
