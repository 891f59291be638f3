/** Words that the engine does not take for one another: what a page says is drawn from these. */
export const WORDS: readonly string[] = `
anchor autumn bakery balcony bamboo banner barley basket beacon bishop blanket blossom bottle branch bridge bronze bucket
butter cabbage camera candle canvas captain carpet castle cathedral cement chapel cherry chimney cinnamon circus clover
cobbler coffee compass copper coral cotton cradle cricket crystal curtain dancer desert diamond dolphin donkey dragon
drummer eagle easter editor elephant emerald engine falcon feather fiddle finger flannel forest fountain galaxy garden
garlic ginger glacier goblin granite hammer harbour harvest helmet heron hunter insect island ivory jacket jasmine jungle
kettle kitchen ladder lantern lemon leopard library lobster magnet maple marble market meadow melody merchant mirror
monkey mountain mustard napkin needle novel nutmeg ocean olive orchard otter oyster paddle palace panther parrot pasture
pebble pepper pigeon planet pocket potato prairie pumpkin puzzle quarry rabbit raven ribbon river rocket saddle sailor
salmon sandal satchel scarlet shepherd shovel silver spider spinach squirrel stable summer sunset tailor temple thistle
thunder tiger timber tobacco tomato trumpet tulip tunnel turnip turtle umbrella valley velvet violin volcano walnut
wander weasel whistle window winter wizard zebra
`
  .trim()
  .split(/\s+/);
