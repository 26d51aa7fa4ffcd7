/** The mails of sign-in, in the languages of the product: short, with one link. */
import { escapeHtml } from '../kernel/escape-html.ts';

/** What a mail is about. */
export type LetterKind = 'password-reset' | 'invitation';

/** A mail, ready to be stored. */
export interface Letter {
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
}

interface Texts {
  readonly subject: string;
  readonly greeting: (name: string) => string;
  readonly why: string;
  readonly button: string;
  /** How long the link is good, and what to do when nobody asked for it. */
  readonly note: string;
}

const texts: Readonly<Record<string, Readonly<Record<LetterKind, Texts>>>> = {
  en: {
    'password-reset': {
      subject: 'Set a new password',
      greeting: (name) => `Hello ${name},`,
      why: 'Somebody, we hope you, asked for a new password.',
      button: 'Set a new password',
      note: 'The link works once, within one hour. If it was not you, do nothing: your password stays as it is.',
    },
    invitation: {
      subject: 'Your invitation to Relata',
      greeting: (name) => `Hello ${name},`,
      why: 'You have been invited to work with Relata. The link signs you in, and you choose a password.',
      button: 'Accept the invitation',
      note: 'The link works once, within seven days. Do not pass it on: whoever has it can sign in as you.',
    },
  },
  th: {
    'password-reset': {
      subject: 'ตั้งรหัสผ่านใหม่',
      greeting: (name) => `สวัสดี ${name}`,
      why: 'มีผู้ขอตั้งรหัสผ่านใหม่สำหรับบัญชีของคุณ ซึ่งเราหวังว่าเป็นคุณ',
      button: 'ตั้งรหัสผ่านใหม่',
      note: 'ลิงก์นี้ใช้ได้ครั้งเดียวภายในหนึ่งชั่วโมง หากคุณไม่ได้เป็นผู้ขอ ไม่ต้องทำอะไร รหัสผ่านของคุณจะไม่เปลี่ยนแปลง',
    },
    invitation: {
      subject: 'คำเชิญเข้าใช้งาน Relata',
      greeting: (name) => `สวัสดี ${name}`,
      why: 'คุณได้รับเชิญให้ใช้งาน Relata ลิงก์นี้จะพาคุณเข้าสู่ระบบ แล้วให้คุณตั้งรหัสผ่าน',
      button: 'ตอบรับคำเชิญ',
      note: 'ลิงก์นี้ใช้ได้ครั้งเดียวภายในเจ็ดวัน โปรดอย่าส่งต่อ เพราะผู้ที่มีลิงก์นี้สามารถเข้าสู่ระบบในชื่อของคุณได้',
    },
  },
  fa: {
    'password-reset': {
      subject: 'تعیین گذرواژهٔ تازه',
      greeting: (name) => `سلام ${name}،`,
      why: 'کسی، که امیدواریم خود شما باشید، گذرواژهٔ تازه‌ای خواسته است.',
      button: 'تعیین گذرواژهٔ تازه',
      note: 'این پیوند یک بار و تا یک ساعت کار می‌کند. اگر شما نخواسته‌اید، کاری نکنید: گذرواژهٔ شما همان می‌ماند.',
    },
    invitation: {
      subject: 'دعوت شما به Relata',
      greeting: (name) => `سلام ${name}،`,
      why: 'از شما دعوت شده است که با Relata کار کنید. با این پیوند وارد می‌شوید و گذرواژه‌ای برمی‌گزینید.',
      button: 'پذیرفتن دعوت',
      note: 'این پیوند یک بار و تا هفت روز کار می‌کند. آن را به کسی ندهید: هر که آن را داشته باشد می‌تواند به نام شما وارد شود.',
    },
  },
  km: {
    'password-reset': {
      subject: 'កំណត់ពាក្យសម្ងាត់ថ្មី',
      greeting: (name) => `សួស្តី ${name}`,
      why: 'មាននរណាម្នាក់ ដែលយើងសង្ឃឹមថាជាអ្នក បានស្នើសុំពាក្យសម្ងាត់ថ្មី។',
      button: 'កំណត់ពាក្យសម្ងាត់ថ្មី',
      note: 'តំណនេះប្រើបានតែម្តង ក្នុងរយៈពេលមួយម៉ោង។ ប្រសិនបើមិនមែនជាអ្នក សូមកុំធ្វើអ្វីទាំងអស់៖ ពាក្យសម្ងាត់របស់អ្នកនៅដដែល។',
    },
    invitation: {
      subject: 'ការអញ្ជើញរបស់អ្នកទៅកាន់ Relata',
      greeting: (name) => `សួស្តី ${name}`,
      why: 'អ្នកត្រូវបានអញ្ជើញឱ្យប្រើ Relata។ តំណនេះនាំអ្នកចូល ហើយអ្នកជ្រើសរើសពាក្យសម្ងាត់។',
      button: 'ទទួលយកការអញ្ជើញ',
      note: 'តំណនេះប្រើបានតែម្តង ក្នុងរយៈពេលប្រាំពីរថ្ងៃ។ សូមកុំផ្ញើបន្តទៅអ្នកដទៃ៖ អ្នកណាដែលមានវា អាចចូលក្នុងនាមអ្នកបាន។',
    },
  },
};

const rightToLeft = new Set(['fa']);

/**
 * Writes a mail.
 * @param language BCP 47; English where there are no texts in it
 * @param link the whole address, made by us
 */
export function writeLetter(kind: LetterKind, language: string, name: string, link: string): Letter {
  const base = language.split('-')[0] ?? '';
  const own = Object.hasOwn(texts, base) ? base : 'en';
  const text = (texts[own] ?? texts['en'])?.[kind];
  if (!text) throw new Error(`There is no mail "${kind}".`);
  // A name is one line, wherever it stands.
  const greeting = text.greeting(
    name
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, 200),
  );
  const paragraphs = [greeting, text.why].map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  const button = `<p><a href="${escapeHtml(link)}">${escapeHtml(text.button)}</a></p>`;
  return {
    subject: text.subject,
    html: `<div lang="${own}" dir="${rightToLeft.has(own) ? 'rtl' : 'ltr'}">${paragraphs}${button}<p>${escapeHtml(text.note)}</p></div>`,
    plain: `${greeting}\n\n${text.why}\n\n${text.button}: ${link}\n\n${text.note}\n`,
  };
}
