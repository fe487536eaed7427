// Slack's names of the emoji that messages use most, and the keys of the reaction picker.

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 pray 🙏 wave 👋 raised_hands 🙌 muscle 💪 eyes 👀
raised_hand ✋ hand ✋ point_right 👉 point_left 👈 point_up ☝️ point_down 👇 ok_hand 👌 v ✌️
handshake 🤝 writing_hand ✍️ brain 🧠 speaking_head_in_silhouette 🗣️ bust_in_silhouette 👤
busts_in_silhouette 👥 smile 😄 smiley 😃 grinning 😀 slightly_smiling_face 🙂 blush 😊 joy 😂 wink 😉
thinking_face 🤔 neutral_face 😐 confused 😕 worried 😟 cry 😢 sob 😭 scream 😱 rage 😡 angry 😠 sweat 😓
sweat_smile 😅 disappointed 😞 face_with_monocle 🧐 zipper_mouth_face 🤐 shushing_face 🤫 sleeping 😴
heart ❤️ broken_heart 💔 tada 🎉 sparkles ✨ star ⭐ fire 🔥 boom 💥 zap ⚡ rocket 🚀 100 💯 trophy 🏆
rotating_light 🚨 warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 construction 🚧 sos 🆘
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ heavy_multiplication_x ✖️
negative_squared_cross_mark ❎ question ❓ grey_question ❔ exclamation ❗ grey_exclamation ❕ bangbang ‼️
interrobang ⁉️ information_source ℹ️ heavy_plus_sign ➕ heavy_minus_sign ➖ red_circle 🔴
large_red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
large_purple_circle 🟣 large_brown_circle 🟤 white_circle ⚪ black_circle ⚫ radio_button 🔘
large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩
large_blue_square 🟦 black_square_button 🔲 white_square_button 🔳 white_large_square ⬜
black_large_square ⬛ small_blue_diamond 🔹 small_orange_diamond 🔸 small_red_triangle 🔺
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️
arrow_right_hook ↪️ leftwards_arrow_with_hook ↩️ arrows_counterclockwise 🔄 arrow_forward ▶️
arrow_backward ◀️ fast_forward ⏩ rewind ⏪ double_vertical_bar ⏸️ black_square_for_stop ⏹️ repeat 🔁
hourglass ⌛ envelope_with_arrow 📩 hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️ alarm_clock ⏰ watch ⌚ calendar 📆
date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock2 🕑 clock3 🕒 clock4 🕓 clock5 🕔 clock6 🕕 clock7 🕖
clock8 🕗 clock9 🕘 clock10 🕙 clock11 🕚 clock12 🕛 clock130 🕜 clock230 🕝 clock330 🕞 clock430 🕟
clock530 🕠 clock630 🕡 clock730 🕢 clock830 🕣 clock930 🕤 clock1030 🕥 clock1130 🕦 clock1230 🕧
memo 📝 pencil 📝 pencil2 ✏️ lower_left_fountain_pen 🖋️ clipboard 📋 page_facing_up 📄 page_with_curl 📃
bookmark_tabs 📑 bookmark 🔖 scroll 📜 ledger 📒 notebook 📓 closed_book 📕 book 📖 books 📚 newspaper 📰
file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ file_cabinet 🗄️ inbox_tray 📥 outbox_tray 📤
package 📦 paperclip 📎 pushpin 📌 round_pushpin 📍 triangular_flag_on_post 🚩 checkered_flag 🏁
link 🔗 lock 🔒 unlock 🔓 closed_lock_with_key 🔐 lock_with_ink_pen 🔏 key 🔑 shield 🛡️ scales ⚖️
bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speaker 🔈 mute 🔇 studio_microphone 🎙️ speech_balloon 💬
thought_balloon 💭 left_speech_bubble 🗨️ email ✉️ envelope ✉️ incoming_envelope 📨 phone ☎️
telephone_receiver 📞 iphone 📱 computer 💻 desktop_computer 🖥️ camera 📷 camera_with_flash 📸
framed_picture 🖼️ movie_camera 🎥 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉
mag 🔍 mag_right 🔎 bulb 💡 gear ⚙️ hammer_and_wrench 🛠️ wrench 🔧 broom 🧹 wastebasket 🗑️ bug 🐛
test_tube 🧪 dart 🎯 game_die 🎲 performing_arts 🎭 robot_face 🤖 detective 🕵️ sleuth_or_spy 🕵️
office 🏢 house 🏠 globe_with_meridians 🌐 earth_africa 🌍 fr 🇫🇷 gb 🇬🇧 us 🇺🇸 coffee ☕ seedling 🌱
sunny ☀️ cloud ☁️ new 🆕 ok 🆗 end 🔚 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣
eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣ small_red_triangle_down 🔻 recycle ♻️ anchor ⚓ ring_buoy 🛟
adhesive_bandage 🩹 fire_engine 🚒 traffic_light 🚦 vertical_traffic_light 🚦 chains ⛓️
`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let at = 0; at < words.length; at += 2) EMOJI.set(words[at], words[at + 1]);

/** The reactions offered first. */
export const QUICK = [
  "+1",
  "white_check_mark",
  "eyes",
  "pushpin",
  "raised_hand",
  "pray",
  "x",
  "question",
  "warning",
  "rotating_light",
  "hourglass_flowing_sand",
  "memo",
  "heart",
  "tada",
  "clap",
  "speech_balloon",
];

/** The emoji of a Slack name, or the name between colons if the table lacks it. */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? `:${name}:`;

/** `text` with its :shortcodes: replaced. */
export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/g, (whole, name) => EMOJI.get(name) ?? whole);
