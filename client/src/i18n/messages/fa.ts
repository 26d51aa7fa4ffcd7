export default {
  action: { apply: 'اعمال', cancel: 'انصراف', delete: 'حذف', edit: 'ویرایش', remove: 'برداشتن', retry: 'تلاش دوباره', save: 'ذخیره', undo: 'واگرد' },
  state: { loading: 'در حال بارگذاری…', notFound: 'چیزی یافت نشد', notFoundHint: 'وجود ندارد یا نقش شما اجازهٔ دیدن آن را نمی‌دهد.' },
  error: { offline: 'اتصال به سرور برقرار نیست', offlineHint: 'چیزی ذخیره نشد. شبکه را بررسی و دوباره تلاش کنید.', offlineBanner: 'سرور در دسترس نیست. در حال تلاش دوباره…', unexpected: 'خطایی رخ داد' },
  shell: {
    results: 'نتیجه‌ها', skip: 'رفتن به محتوا', navigation: 'پیمایش', expand: 'باز کردن منو', collapse: 'جمع کردن منو', tools: 'ابزارها', search: 'جستجو', searchHint: 'جستجوی رکوردها یا رفتن به یک صفحه…',
    nothingFound: 'برای «{term}» چیزی یافت نشد', goTo: 'رفتن به', create: 'ایجاد', language: 'زبان', appearance: 'ظاهر', light: 'روشن', dark: 'تیره', auto: 'مانند دستگاه', signOut: 'خروج',
    nothingHere: 'هنوز چیزی برای نمایش نیست', nothingHereHint: 'نقش شما رکوردی را نشان نمی‌دهد. با مدیر سامانه تماس بگیرید.',
  },
  signIn: {
    title: 'ورود', hint: 'خوش آمدید. به فضای کاری خود وارد شوید.', email: 'رایانامه', password: 'گذرواژه', submit: 'ورود', refused: 'اطلاعات درست نبود', refusedHint: 'نشانی رایانامه و گذرواژه را بررسی کنید.', expired: 'نشست شما پایان یافته است. لطفاً دوباره وارد شوید.',
    byLink: 'در حال ورود با پیوند شما…', choosePassword: 'گذرواژه‌ای برگزینید', choosePasswordHint: 'از این پس با آن وارد می‌شوید.', newPassword: 'گذرواژهٔ تازه', again: 'تکرار گذرواژه', minimum: 'دست‌کم {number} نویسه.', mismatch: 'دو گذرواژه یکسان نیستند.', savePassword: 'ذخیره و ادامه', claim: 'کسب‌وکارتان را یک بار توصیف کنید؛ بقیه خودش می‌آید.',
  },
  list: {
    views: 'نماها', search: 'جستجو در این فهرست', import: 'درون‌ریزی', exportCsv: 'برون‌بری CSV', exportJson: 'برون‌بری JSON lines', more: 'کارهای بیشتر', empty: 'هنوز {entity} نیست', nothingMatches: 'موردی مطابقت ندارد', nothingMatchesHint: 'جستجو را تغییر دهید یا پالایه‌ای را بردارید.',
    perPage: 'در هر صفحه', range: '{from}–{to}', rangeOf: '{from}–{to} از {count}', previous: 'صفحهٔ پیشین', next: 'صفحهٔ بعد', loadMore: 'نمایش بیشتر', selectAll: 'گزینش همهٔ سطرها', selectRow: 'گزینش {name}',
  },
  filter: { title: 'پالایه‌ها', add: 'پالایه', find: 'یافتن فیلد', apply: 'اعمال', clear: 'پاک کردن', clearAll: 'پاک کردن پالایه‌ها', remove: 'برداشتن پالایهٔ {title}', nothing: 'هیچ', now: 'اکنون', me: 'من', myTeam: 'گروه من', yes: 'بله', no: 'خیر', isEmpty: 'خالی است', isNotEmpty: 'خالی نیست' },
  period: {
    today: 'امروز', yesterday: 'دیروز', tomorrow: 'فردا', thisWeek: 'این هفته', lastWeek: 'هفتهٔ گذشته', nextWeek: 'هفتهٔ آینده', thisMonth: 'این ماه', lastMonth: 'ماه گذشته', nextMonth: 'ماه آینده', thisQuarter: 'این فصل', lastQuarter: 'فصل گذشته', nextQuarter: 'فصل آینده',
    thisYear: 'امسال', lastYear: 'سال گذشته', nextYear: 'سال آینده', thisFiscalYear: 'سال مالی جاری', lastFiscalYear: 'سال مالی گذشته', overdue: 'سررسید گذشته', future: 'در آینده', lastDays: '{number} روز گذشته', nextDays: '{number} روز آینده',
  },
  bulk: {
    title: 'کارها روی گزیده‌ها', selected: '{number} مورد گزیده شد', edit: 'تغییر یک فیلد', clear: 'برداشتن گزینش', deleteTitle: '{number} رکورد حذف شود؟', deleteHint: 'به زباله‌دان می‌روند و بازگرداندنی‌اند.', editTitle: 'تغییر {number} رکورد', editHint: 'یک مقدار در همهٔ آن‌ها نوشته می‌شود.',
    field: 'فیلد', deleted: '{number} رکورد حذف شد', changed: '{number} رکورد تغییر کرد',
  },
  board: { moveTo: 'جابه‌جایی به', moveRecord: 'جابه‌جایی {name}', moved: '{name} اکنون در {status} است', notPermitted: 'این جابه‌جایی مجاز نیست.', emptyColumn: 'خالی', noGroup: 'این تخته فیلدی برای گروه‌بندی ندارد.' },
  transition: { title: 'رفتن به {status}', hint: 'این گام به کمی اطلاعات بیشتر نیاز دارد.', confirm: 'رفتن به {status}', needed: 'برای این گام لازم است.', done: 'به {status} رفت' },
  calendar: { today: 'امروز', previous: 'ماه پیشین', next: 'ماه بعد', more: '{number} مورد دیگر', noDate: 'این تقویم فیلد تاریخ ندارد.', onlyFirst: 'تنها {number} مورد نخست نمایش داده شد. پالایه‌ها را محدودتر کنید.' },
  record: {
    newOf: '{entity} جدید', details: 'جزئیات', history: 'تاریخچه', sections: 'بخش‌های رکورد', breadcrumb: 'جای کنونی', more: 'کارهای بیشتر', saved: 'ذخیره شد', created: '{name} ایجاد شد', deleted: '{name} حذف شد', restored: 'بازگردانده شد', restore: 'بازگرداندن', inTrash: 'این رکورد در زباله‌دان است.',
    deleteTitle: '{name} حذف شود؟', deleteHint: 'به زباله‌دان می‌رود و بازگرداندنی است.', provenance: 'ایجاد {created} به دست {creator} · تغییر {updated} به دست {updater}',
  },
  related: { none: 'هنوز {entity} نیست', showAll: 'نمایش همه' },
  conflict: { title: 'کس دیگری این رکورد را تغییر داده است', text: 'هنگام ویرایش شما، {name} تغییری را ذخیره کرد ({when}).', someone: 'کاربری دیگر', field: 'فیلد', before: 'پیش‌تر', theirs: 'ذخیره‌شدهٔ او', mine: 'مال شما', keepEditing: 'ادامهٔ ویرایش', reload: 'چشم‌پوشی از مال من و بارگذاری دوباره', apply: 'اعمال تغییرهای من روی نسخهٔ تازه' },
  history: { none: 'هنوز تاریخچه‌ای نیست.', system: 'سامانه', emptied: 'خالی شد', create: 'این را ایجاد کرد', update: 'این را تغییر داد', delete: 'این را حذف کرد', restore: 'این را بازگرداند', transition: 'وضعیت را تغییر داد', undo: 'تغییری را واگرداند', merge: 'این را ادغام کرد' },
  source: { api: 'API', import: 'درون‌ریزی', form: 'فرم', automation: 'خودکار', system: 'سامانه' },
  import: {
    title: 'درون‌ریزی {entity}', step: { file: 'پرونده', columns: 'ستون‌ها', result: 'نتیجه' }, drop: 'پرونده را اینجا رها کنید یا برگزینید', dropHint: 'CSV با ویرگول، نقطه‌ویرگول، تب یا خط عمودی؛ کدگذاری خودکار شناخته می‌شود.', rows: '{number} سطر', encoding: 'کدگذاری', delimiter: 'جداکننده',
    delimiters: { comma: 'ویرگول', semicolon: 'نقطه‌ویرگول', tab: 'تب', pipe: 'خط عمودی' }, otherFile: 'پروندهٔ دیگر', column: 'ستون', samples: 'نمونه‌ها', field: 'فیلد', how: 'چگونه', fieldFor: 'فیلد برای {column}', leaveOut: 'کنار گذاشتن', twice: 'دو ستون این فیلد را پر می‌کنند.', by: 'یافتن با', byFor: 'یافتن {column} با', create: 'ایجاد آنچه نیست',
    values: 'جایگزینی مقدارها', valuesCount: '{number} مقدار جایگزین می‌شود', valuesHint: 'خانه‌هایی که مقدار نخست را دارند مقدار دوم را می‌گیرند؛ برای نمونه نامی با غلط املایی.', from: 'در پرونده', to: 'می‌شود', addValue: 'افزودن', missing: 'فیلدهای لازم که هیچ ستونی پرشان نمی‌کند',
    extra: 'فیلدهایی که ستونی ندارند', extraHint: 'متنی یکسان برای همهٔ سطرها؛ برای مقدار خانه، نام ستون را در دو آکولاد بنویسید.', extraText: 'متن', extraAdd: 'پر کردن فیلدی دیگر',
    match: 'به‌روزرسانی رکوردهای هم‌خوان با', matchHint: 'سطرهایی که مقدارشان از پیش هست، به‌جای افزودن، همان رکورد را تغییر می‌دهند.', noMatch: 'همیشه رکورد تازه افزوده شود', effects: 'اجرای خودکارهایی که رایانامه می‌فرستند', effectsHint: 'خاموش: این درون‌ریزی برای کسی رایانامه نمی‌فرستد.', run: 'درون‌ریزی', dryRun: 'بررسی بدون نوشتن', saveMap: 'ذخیرهٔ نگاشت', loadMap: 'بارگذاری نگاشت',
    checking: 'در حال بررسی…', running: 'در حال درون‌ریزی…', failed: 'درون‌ریزی متوقف شد', checked: 'بررسی شد: نتیجهٔ درون‌ریزی چنین خواهد بود', checkedHint: 'چیزی نوشته نشد.', finished: 'درون‌ریزی پایان یافت', progress: '{done} از {total} سطر', count: { created: 'ایجادشده', updated: 'به‌روزشده', unchanged: 'بدون تغییر', failed: 'وارد نشده' },
    errors: 'سطرهایی که نیاز به توجه دارند', errorFile: 'دریافت پروندهٔ خطاها', row: 'سطر', message: 'ایراد', back: 'بازگشت به ستون‌ها', show: 'نمایش {entity}', another: 'درون‌ریزی پروندهٔ دیگر',
  },
  audits: {
    title: 'ممیزی‌ها', hint: 'داده‌های شما چه اندازه کامل، به‌روز و کارآمد است.', none: 'ممیزی‌ای نصب نشده است.', run: 'اجرای ممیزی', running: 'در حال اجرا…', progress: '{done} از {total} بررسی', latest: 'آخرین گزارش', past: 'اجراهای پیشین', when: 'زمان', by: 'به دست', score: 'امتیاز', result: 'نتیجه', report: 'گزارش', done: 'انجام شد', failed: 'ناموفق', never: 'هنوز اجرا نشده است.', open: 'باز کردن در زبانه', download: 'دریافت',
  },
  report: { count: 'تعداد', countDistinct: '{field} یکتا', sum: 'جمع {field}', average: 'میانگین {field}', minimum: 'کمینهٔ {field}', maximum: 'بیشینهٔ {field}', median: 'میانهٔ {field}', total: 'جمع کل', empty: '(خالی)', nothing: 'هنوز چیزی برای گزارش نیست.', onlyFirst: '{number} مورد نخست از {all}؛ همه در جدول هست.', by: { day: 'روزانه', week: 'هفتگی', month: 'ماهانه', quarter: 'فصلی', year: 'سالانه' } },
  outbox: { title: 'صندوق خروجی', hint: 'رایانامه‌هایی که خودکارها فرستاده‌اند و آن‌هایی که چون سرور رایانامه تنظیم نشده نگه داشته شده‌اند.', none: 'هنوز رایانامه‌ای نیست', noneHint: 'رایانامه‌های خودکارها اینجا نمایان می‌شوند.', choose: 'برای خواندن، رایانامه‌ای برگزینید.', to: 'به', state: { sent: 'فرستاده شد', kept: 'نگه‌داری شد', failed: 'ناموفق', queued: 'در صف', pending: 'در صف' } },
  documents: { title: 'سندها', hint: 'سندهایی که این فضای کاری از آن‌ها ساخته شده است.', find: 'یافتن سند', choose: 'برای خواندن، سندی برگزینید.', kind: { entity: 'موجودیت‌ها', pipeline: 'خط‌های کار', view: 'نماها', form: 'فرم‌ها', automation: 'خودکارها', role: 'نقش‌ها', report: 'گزارش‌ها', template: 'الگوها', audit: 'ممیزی‌ها', locale: 'ترجمه‌ها', settings: 'تنظیمات', pack: 'بسته‌ها' } },
};
