/** The report's own words in Persian. */
import type { ReportTexts } from './en.ts';

/** Texts by key; see en.ts. */
export const persian: ReportTexts = {
  report: 'گزارش ممیزی', preparedFor: 'داده‌های فضای کار با دسترسی {name}', runOn: 'تاریخ اجرا', period: 'دوره', version: 'نسخهٔ ممیزی', coverage: 'پوشش', coverageText: '{counted} از {checks} بررسی امتیاز گرفت',
  scope: 'دامنه', packs: 'بسته‌ها', contents: 'فهرست', score: 'امتیاز', band: 'رتبه', outOf: 'از ۱۰۰', noScore: 'بدون امتیاز', capped: 'ناکامی یک بررسی حیاتی رتبه را به {band} محدود می‌کند.',
  executive: 'خلاصهٔ مدیریتی', areas: 'حوزه‌ها', steps: 'گام‌ها', completeness: 'کامل بودن فیلدها', pipeline: 'مسیر فروش و نرخ تبدیل', overdue: 'عمر و تأخیر', recommendations: 'پیشنهادها',
  checks: 'جزئیات بررسی‌ها', method: 'روش و موارد کنارگذاشته', appendix: 'پیوست: همهٔ ارقام',
  change: 'تغییر از {date}', firstRun: 'نخستین اجرا: هنوز چیزی برای مقایسه نیست', essentials: 'سه موضوع از همه مهم‌تر', nothingEssential: 'همهٔ بررسی‌ها پذیرفته شد. همین‌گونه نگه دارید.',
  passed: 'پذیرفته', warned: 'هشدار', failed: 'مردود', notCounted: 'بی‌امتیاز', atStake: 'ارزش در خطر', failingRecords: 'رکوردهای دارای یافته',
  area: 'حوزه', step: 'گام', check: 'بررسی', state: 'نتیجه', field: 'فیلد', filled: 'پرشده', missing: 'خالی', share: 'سهم',
  population: 'بررسی‌شده', failing: 'مردود', value: 'مقدار', grade: 'درجه', effort: 'کار لازم', gain: 'امتیاز قابل کسب', advice: 'توصیه', finding: 'یافته', record: 'رکورد', amount: 'مبلغ',
  points: 'امتیاز', evidence: 'شواهد', evidenceMore: '{shown} مورد نخست از {count}', number: 'ردیف',
  status: 'وضعیت', count: 'تعداد', age: 'عمر', never: 'هرگز', previousValue: 'پیش‌تر', unscored: 'برای آگاهی',
  'state.pass': 'پذیرفته', 'state.warn': 'هشدار', 'state.fail': 'مردود', 'state.excluded': 'پوشش داده نشد', 'state.error': 'خطا',
  'grade.essential': 'حیاتی', 'grade.important': 'مهم', 'grade.useful': 'سودمند', 'grade.desirable': 'مطلوب',
  'effort.small': 'کم', 'effort.medium': 'متوسط', 'effort.large': 'زیاد',
  'action.merge': 'ادغام', 'action.update': 'ویرایش گروهی', 'action.normalise': 'یکسان‌سازی', 'action.archive': 'بایگانی', 'action.reassign': 'واگذاری دوباره', 'action.task': 'ایجاد وظیفه', 'action.require': 'اجباری کردن فیلد',
  'action.suppress': 'توقف ارسال', 'action.deactivate': 'غیرفعال کردن', 'action.anonymise': 'ناشناس‌سازی', 'action.configure': 'پیکربندی',
  'exclusion.noRecords': 'رکوردی برای بررسی نیست.', 'exclusion.notMeasured': 'چیزی قابل اندازه‌گیری نبود.', 'exclusion.tooFew': 'رکوردها برای داوری منصفانه کم‌اند.',
  'note.undated': '{count} از {population} تاریخ ندارند و نمی‌توانند دیرکرد داشته باشند.', 'note.empty': '{count} بی‌مقدارند.', 'note.clusters': '{clusters} خوشه {records} رکورد دارند.',
  'note.admins': '{admins} مدیر سامانه در میان {users} کاربر؛ تا {fine} پذیرفتنی است.', 'note.unanswered': 'هنوز کسی این فهرست را پاسخ نداده است.', 'note.wonIn': '{period}: {share} از {count} بسته‌شده، موفق بود.',
  'note.quotient': '{above} تقسیم بر {below}.', 'note.withheld': 'نقش‌های شما اجازهٔ دیدن رکوردهای پشت این رقم را نمی‌دهند.',
  methodScore: 'هر بررسی یک رقم می‌دهد: در هدف ۱۰۰، در آغاز هشدار ۷۵، در آغاز مردودی ۴۰ و در بدترین حالت ۰ امتیاز، با خط راست در میان.',
  methodWeight: 'وزن بررسی‌ها بر پایهٔ درجه است: حیاتی {essential}، مهم {important}، سودمند {useful}، مطلوب {desirable}. امتیاز حوزه، گام و کل میانگین وزنی بررسی‌هاست.',
  methodBand: 'رتبه‌ها: A از {A}، B از {B}، C از {C}، D از {D}؛ پایین‌تر E است. با ناکامی یک بررسی حیاتی رتبه حداکثر {cap} است.',
  methodRights: 'همهٔ ارقام با دسترسی {name} خوانده شده‌اند: رکوردها و فیلدهای بیرون از آن در نظر گرفته نشده‌اند.',
  methodExcluded: 'بیرون از امتیاز', methodErrors: 'انجام‌نشده', methodNone: 'هیچ: همهٔ بررسی‌ها شمرده شدند.', parameters: 'پارامترها', digest: 'چکیدهٔ نتیجهٔ ذخیره‌شده (SHA-256)', model: 'مدل',
  noFindings: 'چیزی برای نمایش نیست.', unnamed: 'توصیه', run: 'اجرا',
};
