// The words of the SQL console in the language of the page.
import { language } from './language.ts';
import { sqlEn, type SqlWords } from './sql.en.ts';
import { sqlZhCn } from './sql.zh-CN.ts';

export const sqlWords: SqlWords = language === 'zh-CN' ? sqlZhCn : sqlEn;
