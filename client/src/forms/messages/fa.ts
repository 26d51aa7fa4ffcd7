export default {
  forms: {
    create: 'ساختن {entity}',
    unsaved: 'هنوز ذخیره نشده',
    nothing: 'هیچ',
    encrypted: 'رمزگذاری‌شده ذخیره می‌شود',
    faults: '{number} مورد نیاز به توجه دارد',
    leaveTitle: 'بدون ذخیره خارج می‌شوید؟',
    leaveText: 'تغییرهای شما از دست می‌رود.',
    rest: 'بیشتر',
    leave: 'دور انداختن تغییرها',
  },
};
