export default {
  fields: {
    ask: {
      how: 'شیوهٔ مقایسه', value: 'مقدار', from: 'از', to: 'تا', period: 'انتخاب بازه', contains: 'شامل', startsWith: 'آغاز با', eq: 'برابر با', ne: 'نابرابر با', gte: 'دست‌کم', lte: 'دست‌بالا', between: 'میان',
      within: 'در بازهٔ', on: 'در روز', fromDay: 'از روز', untilDay: 'تا روز', empty: 'خالی است', filled: 'خالی نیست',
    },
    yes: 'بله', no: 'خیر', me: 'من', clear: 'پاک کردن', choose: 'انتخاب…', currency: 'واحد پول {field}', pipeline: 'روند {field}', entity: 'نوع رکورد', entityOf: 'نوع رکورد برای {field}',
    find: 'یافتن {entity}', search: 'برای جست‌وجو بنویسید', searching: 'در حال جست‌وجو…', searchFailed: 'جست‌وجو انجام نشد. دوباره تلاش کنید.', nothingFound: 'چیزی یافت نشد', create: 'ساختن {entity}', createNamed: 'ساختن {entity} «{name}»', open: 'باز کردن {name}', noTarget: 'نقش‌های شما اجازهٔ انتخاب در اینجا نمی‌دهند.',
    tagsShape: 'بنویسید و Enter بزنید', durationShape: '1d 2h 30m', stars: '{number} ستاره', pickColour: 'انتخاب رنگ برای {field}', badJson: 'این JSON درست نیست: {reason}', unknownKind: 'این نسخه فیلدهای نوع «{kind}» را ویرایش نمی‌کند.', masked: 'برای شما نمایان نیست', givenLater: 'خودکار پر می‌شود',
    rich: { bold: 'پررنگ', italic: 'کج', underline: 'زیرخط', heading: 'سرعنوان', bullets: 'فهرست', numbers: 'فهرست شماره‌دار', quote: 'نقل قول', link: 'پیوند', undo: 'واگرد', redo: 'ازنو' },
    date: { shape: 'روز/ماه/سال', shapeYearFirst: 'سال/ماه/روز', choose: 'انتخاب {field} از تقویم', today: 'امروز', now: 'اکنون', time: 'ساعت {field}' },
    address: { line1: 'خیابان و پلاک', line2: 'ساختمان، طبقه', city: 'شهر', region: 'استان', postalCode: 'کد پستی', country: 'کشور' },
    person: { prefix: 'عنوان', given: 'نام', middle: 'نام میانی', family: 'نام خانوادگی', suffix: 'پسوند', more: 'بخش‌های دیگر نام' },
    file: { choose: 'انتخاب پرونده', replace: 'جایگزینی', drop: 'پرونده را اینجا رها کنید', sending: 'در حال فرستادن…', remove: 'برداشتن {name}', tooLarge: 'اندازهٔ پرونده {size} است؛ بیش از {maximum} پذیرفته نیست.', wrongType: 'پرونده‌های این نوع پذیرفته نیستند. انواع پذیرفته: {types}.' },
  },
};
