// SPDX-License-Identifier: Apache-2.0
// Single words of names by language, each in its own script and as its State's documents print it in Latin letters. Names are put
// together from them at random, so that none is anybody's.

export interface Word {
  readonly native: string;
  readonly latin: string;
}

export interface NameStock {
  readonly lang: string;
  readonly given: readonly Word[];
  readonly surnames: readonly Word[];
}

export const NAME_STOCKS: readonly NameStock[] = [
  stock(
    'ka',
    'გიორგი Giorgi, ნინო Nino, თამარ Tamar, დავით Davit, ლევან Levan, ქეთევან Ketevan, ზურაბ Zurab, მარიამ Mariam',
    'ბერიძე Beridze, კალანდაძე Kalandadze, მჭედლიშვილი Mchedlishvili, გელაშვილი Gelashvili, ჟღენტი Zhghenti, ყიფიანი Qipiani, წიკლაური Tsiklauri',
  ),
  stock(
    'uk',
    'Сергій Serhii, Олена Olena, Григорій Hryhorii, Юлія Yuliia, Оксана Oksana, Михайло Mykhailo, Євген Yevhen, Наталія Nataliia',
    'Гончаренко Honcharenko, Шевчук Shevchuk, Кравець Kravets, Щербак Shcherbak, Їжакевич Yizhakevych, Бойченко Boichenko, Згурський Zghurskyi',
  ),
  stock(
    'ru',
    'Сергей Sergei, Елена Elena, Дмитрий Dmitrii, Юлия Iuliia, Евгений Evgenii, Татьяна Tatiana, Николай Nikolai, Алексей Aleksei',
    'Кузнецов Kuznetsov, Соловьёва Soloveva, Щукин Shchukin, Жданова Zhdanova, Воробьев Vorobev, Хохлова Khokhlova, Зайцев Zaitsev',
  ),
  stock(
    'be',
    'Аляксандр Aliaksandr, Вольга Volha, Уладзімір Uladzimir, Наталля Natallia, Яўген Yauhen, Сяргей Siarhei',
    'Кавалёў Kavaliou, Жук Zhuk, Каўрыга Kauryha, Гарбачоў Harbachou, Шаўчэнка Shauchenka, Радзевіч Radzevich',
  ),
  stock(
    'az',
    'Cavid Javid, Əliyə Aliya, Elçin Elchin, Günay Gunay, Rəşid Rashid, Xədicə Khadija, Orxan Orkhan',
    'Məmmədov Mammadov, Hüseynova Huseynova, Quliyev Guliyev, Cəfərov Jafarov, Şirinov Shirinov, Xəlilov Khalilov',
  ),
  stock(
    'ro',
    'Ștefan Stefan, Ana Ana, Gheorghe Gheorghe, Lucreția Lucretia, Ion Ion, Mihai Mihai, Cătălina Catalina',
    'Ciobanu Ciobanu, Țurcanu Turcanu, Munteanu Munteanu, Bălan Balan, Rotaru Rotaru, Moraru Moraru',
  ),
  stock(
    'hy',
    'Վահագն Vahagn, Անահիտ Anahit, Տիգրան Tigran, Լուսինե Lusine, Հովհաննես Hovhannes, Կարինե Karine',
    'Ոսկանյան Voskanyan, Սարգսյան Sargsyan, Պետրոսյան Petrosyan, Գրիգորյան Grigoryan, Խաչատրյան Khachatryan',
  ),
  stock(
    'kk',
    'Нұрлан Nurlan, Әйгерім Aigerim, Ерлан Yerlan, Гүлнар Gulnar, Қанат Kanat, Жанар Zhanar',
    'Қасымов Kassymov, Әбенова Abenova, Жұмабаев Zhumabayev, Ыбыраев Ybyrayev, Сейітов Seitov',
  ),
  stock(
    'tg',
    'Рустам Rustam, Гулчеҳра Gulchehra, Ҷамшед Jamshed, Фирӯза Firuza, Баҳром Bahrom',
    'Раҳмонов Rahmonov, Қодиров Qodirov, Шарифова Sharifova, Назаров Nazarov, Ҳакимов Hakimov',
  ),
  stock(
    'tr',
    'Çağla Cagla, Mehmet Mehmet, Ayşe Ayse, Oğuz Oguz, Gülşen Gulsen, İsmail Ismail',
    'Yılmaz Yilmaz, Çelik Celik, Öztürk Ozturk, Şahin Sahin, Doğan Dogan, Kılıç Kilic',
  ),
  stock(
    'ar',
    'محمد Mohammed, فاطمة Fatima, يوسف Yousef, خديجة Khadija, طارق Tariq, سلمى Salma',
    'المنصوري Almansouri, حداد Haddad, النجار Alnajjar, الخطيب Alkhatib, قاسم Qasem, سليمان Suleiman',
  ),
  stock(
    'fa',
    'محمدرضا Mohammadreza, زهرا Zahra, پرویز Parviz, شیرین Shirin, جمشید Jamshid, گلنار Golnar',
    'احمدی Ahmadi, کریمی Karimi, یوسفزی Yousafzai, چراغی Cheraghi, رحمانی Rahmani, نوری Nouri',
  ),
  stock(
    'prs',
    'نجیب‌الله Najibullah, شکریه Shukria, عبدالله Abdullah, فرزانه Farzana, میرویس Mirwais',
    'پوپل Popal, نورستانی Nuristani, قادری Qaderi, هاشمی Hashemi, سلطانی Soltani',
  ),
  stock(
    'ps',
    'زرغونه Zarghuna, خوشحال Khushal, ګلالۍ Gulalai, ستوری Storai, پلوشه Palwasha',
    'اڅکزی Atsakzai, ستانکزی Stanikzai, یوسفزی Yousafzai, شینواری Shinwari, وردګ Wardag',
  ),
  stock(
    'he',
    'שמעון Shimon, רחל Rachel, יוסף Yosef, מרים Miriam, דוד David',
    'גולדברג Goldberg, כהן Cohen, מזרחי Mizrahi, פרידמן Friedman, שפירא Shapira',
  ),
];

/** Whole numbers below `limit`, the same for the same seed. */
export function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * limit);
  };
}

function stock(lang: string, given: string, surnames: string): NameStock {
  return { lang, given: wordsOf(given), surnames: wordsOf(surnames) };
}

function wordsOf(list: string): Word[] {
  return list.split(', ').map((entry) => {
    const [native, latin] = entry.split(' ') as [string, string];
    return { native, latin };
  });
}
