/**
 * Our own style: the layout, and where the design system leaves a choice. Colours are the theme's but for
 * the brand's blue (#0b4f6c on white: 8.9 to 1). No font is loaded: the reader's own.
 */
export const ownStyle = `
.sluis-theme{
--basis-text-font-family-default:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif;
--utrecht-document-color:var(--utrecht-paragraph-color);
--utrecht-document-font-family:var(--basis-text-font-family-default);
--utrecht-heading-1-font-family:var(--basis-text-font-family-default);
--utrecht-heading-2-font-family:var(--basis-text-font-family-default);
--utrecht-heading-3-font-family:var(--basis-text-font-family-default);
--utrecht-table-caption-font-family:var(--basis-text-font-family-default);
--utrecht-heading-1-font-size:2rem;--utrecht-heading-2-font-size:1.5rem;--utrecht-heading-3-font-size:1.25rem;
--utrecht-table-caption-text-align:start;--utrecht-table-caption-font-size:1.25rem;--utrecht-table-caption-margin-block-end:.5rem;
--utrecht-table-cell-padding-inline-start:.5rem;--utrecht-table-cell-padding-inline-end:.5rem;
--utrecht-paragraph-lead-font-size:1.125rem;
--utrecht-alert-padding-block-end:1rem;--utrecht-paragraph-lead-line-height:1.5;
--utrecht-page-footer-background-color:#eef4f7;
--utrecht-link-color:#0b4f6c;--utrecht-link-visited-color:#0b4f6c;--utrecht-link-hover-color:#06303f;--utrecht-link-active-color:#06303f;
--utrecht-button-primary-action-background-color:#0b4f6c;--utrecht-button-primary-action-hover-background-color:#06303f;--utrecht-button-primary-action-active-background-color:#06303f;
--utrecht-button-secondary-action-color:#0b4f6c;--utrecht-button-secondary-action-border-color:#0b4f6c;
--utrecht-button-secondary-action-hover-color:#06303f;--utrecht-button-secondary-action-hover-border-color:#06303f;
--utrecht-form-field-description-color:#41536b;
}
*,*::before,*::after{box-sizing:border-box}
.sluis-body{margin:0;min-block-size:100vh;display:flex;flex-direction:column;overflow-wrap:break-word;line-height:1.5}
bdi,.sluis-code,.sluis-copy{overflow-wrap:anywhere}
.sluis-wide,.sluis-main{inline-size:100%;max-inline-size:68rem;margin-inline:auto;padding-inline:1rem}
.sluis-main{flex:1;padding-block:1.5rem 3rem;outline:none}
.sluis-main>*{margin-block:0 1rem}
.sluis-main>h2,.sluis-main>section:not(.sluis-card)>h2{margin-block:2rem .75rem}
.sluis-main>.utrecht-paragraph,.sluis-main .utrecht-alert .utrecht-paragraph,.sluis-card .utrecht-paragraph{max-inline-size:44rem}
.utrecht-paragraph{margin-block:0 .75rem}
.utrecht-paragraph:last-child{margin-block-end:0}
.sluis-header{background:#0b4f6c;color:#fff;padding-block:.75rem;padding-inline:0}
.sluis-header-row{display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:center;justify-content:space-between}
.sluis-brand{margin:0;font-size:1.5rem;font-weight:700}
.sluis-brand,.sluis-brand a{display:flex;align-items:center;gap:.75rem;color:#fff;text-decoration:none}
.sluis-brand a{min-block-size:44px}
.sluis-brand a:hover{text-decoration:underline}
.sluis-operator{display:block;font-size:.875rem;font-weight:400}
.sluis-logo{block-size:2.75rem;max-inline-size:min(11rem,45vw);object-fit:contain;padding:.25rem .5rem;border-radius:.25rem;background:#fff;color:#0b0c0c;font-size:.875rem;font-weight:400;forced-color-adjust:none}
.sluis-brand img:first-child{border:1px solid #fff;border-radius:.4rem}
.sluis-viewer{color:#fff;text-decoration:none;display:flex;flex-direction:column;line-height:1.4;padding:.25rem .5rem;margin-inline:-.5rem}
a.sluis-viewer .sluis-viewer-name{text-decoration:underline}
a.sluis-viewer:hover{background:#06303f}
.sluis-viewer-name{font-weight:700}
.sluis-viewer-line{font-size:.875rem}
.sluis-menu{border-block-end:1px solid #c0c7d2;background:#eef4f7}
.sluis-menu ul,.sluis-submenu ul{list-style:none;margin-block:0;display:flex;flex-wrap:wrap}
.sluis-menu a{display:block;padding:.75rem 1rem;color:#0b4f6c;text-decoration:none;border-block-end:.25rem solid transparent;font-weight:600}
.sluis-menu li:first-child{margin-inline-start:-1rem}
.sluis-menu a:hover{text-decoration:underline}
.sluis-menu a[aria-current]{border-block-end-color:#0b4f6c;color:#06303f}
.sluis-submenu ul{padding:0;gap:.25rem 1.5rem}
.sluis-submenu li a{display:inline-block;padding-block:.5rem}
.sluis-submenu a[aria-current]{font-weight:700;text-decoration:none;color:#06303f}
.sluis-theme :focus-visible{outline:3px solid #0b0c0c;outline-offset:2px;box-shadow:0 0 0 6px #fd0}
.sluis-main:focus-visible{outline:none;box-shadow:none}
.utrecht-skip-link{background:#fd0;color:#0b0c0c;padding:.75rem 1rem;z-index:10}
.sluis-footer{padding-block:1.5rem}
.sluis-foot-links{list-style:none;padding:0;margin-block:0 .75rem;display:flex;flex-wrap:wrap;gap:0 1.5rem}
.sluis-foot-links a{display:inline-block;padding-block:.6rem}
.sluis-unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sluis-alert-title{font-weight:700}
.sluis-alert-title+*{margin-block-start:.5rem}
.utrecht-alert .sluis-list{margin-block:.25rem 0}
.utrecht-status-badge{padding:.05rem .5rem;font-size:.875rem;overflow-wrap:normal}
.sluis-data-list{margin-block:0 1rem}
.sluis-data-list .utrecht-data-list__item{display:grid;grid-template-columns:minmax(10rem,16rem) 1fr;gap:0 1rem;padding-block:.5rem;border-block-end:1px solid #dfe4ea}
.sluis-data-list dt{font-weight:600}
.sluis-data-list dt,.sluis-data-list dd{color:inherit}
.sluis-data-list dt,.sluis-data-list dd{line-height:1.5}
.sluis-data-list dd .utrecht-paragraph{margin-block-start:.25rem}
.sluis-line,.sluis-block{display:block}
.sluis-line{font-size:.875rem;font-weight:400;color:#41536b}
.sluis-card{border:1px solid #c0c7d2;border-radius:.5rem;padding:1.25rem}
.sluis-card>*{margin-block:0 .75rem}
.sluis-card>:last-child{margin-block-end:0}
.sluis-card .sluis-data-list .utrecht-data-list__item:last-child{border:0;padding-block-end:0}
.sluis-codes{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:0 1rem;margin-block:0 1.5rem}
.sluis-codes a{display:inline-block;padding-block:.6rem}
.sluis-code-card:has(:target){border:.25rem solid #0b4f6c}
.sluis-card-head{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
.sluis-card-head h2{margin:0}
.sluis-controls{list-style:none;padding:0;margin-block:0 1rem}
.sluis-controls li{display:grid;grid-template-columns:8.5rem 1fr;gap:.25rem 1rem;padding-block:.4rem;border-block-end:1px solid #dfe4ea}
.sluis-control-code{display:block;font-weight:700;color:#a01d23}
.sluis-steps{padding-inline-start:1.5rem;margin-block:0 1rem}
.sluis-list{padding-inline-start:1.25rem;margin-block:0 1rem}
.sluis-steps li,.sluis-list li{padding-block:.2rem}
.sluis-code{font-family:ui-monospace,'Liberation Mono',monospace}
.sluis-copy{margin:0;padding:1rem;background:#eef4f7;border:1px solid #c0c7d2;font-family:ui-monospace,'Liberation Mono',monospace;font-size:.9375rem;line-height:1.6;white-space:pre-wrap;user-select:all}
.sluis-details>summary{cursor:pointer;padding-block:.5rem;color:#0b4f6c;text-decoration:underline;inline-size:fit-content}
.sluis-details[open]>summary{margin-block-end:.5rem}
.sluis-apart{margin-block-start:2.5rem!important;border-block-start:1px solid #c0c7d2;padding-block-start:1rem}
.sluis-acts{display:flex;flex-direction:column;gap:.5rem;align-items:flex-start}
.sluis-acts--row{flex-direction:row;flex-wrap:wrap;gap:.75rem}
.utrecht-button,.utrecht-button-link{text-align:center;max-inline-size:100%;inline-size:fit-content}
.sluis-table{margin-block:1.5rem;text-align:start}
.sluis-table th,.sluis-table td{text-align:start;vertical-align:top;block-size:auto}
.sluis-row-head{font-weight:600;min-inline-size:9rem}
.sluis-table .utrecht-button,.sluis-table .utrecht-button-link{padding-block:.4rem;padding-inline:1rem;min-block-size:44px}
.sluis-field{margin-block:0 1.75rem;max-inline-size:40rem}
.sluis-field>.utrecht-form-label{display:block;margin-block:0 .25rem}
.sluis-field legend{float:inline-start;inline-size:100%;font-weight:700;padding:0;margin-block-end:.5rem}
.sluis-field legend+*{clear:both}
.sluis-field-line{margin-block:0 .5rem}
.utrecht-form-field-error-message{font-weight:700}
.utrecht-form-field--invalid{border-inline-start:.25rem solid #cd262d;padding-inline-start:1rem}
.sluis-option{display:flex;gap:.75rem;padding-block:.5rem;align-items:flex-start}
.sluis-tick{flex:none;inline-size:1.5rem;block-size:1.5rem;margin:0;accent-color:#0b4f6c}
.sluis-option-text{flex:1;min-inline-size:0}
.sluis-row-head .sluis-option{gap:.5rem;padding-block:0}
.sluis-row-head .sluis-tick{inline-size:1.25rem;block-size:1.5rem}
.sluis-row-head:has(.sluis-tick){min-inline-size:7.5rem}
.sluis-option-text .utrecht-form-label{display:block}
.utrecht-textbox,.utrecht-textarea{max-inline-size:25rem}
.sluis-search{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-end}
.sluis-search-field{min-inline-size:0;max-inline-size:100%}
.sluis-search-field .utrecht-form-label{display:block;margin-block:0 .25rem}
.sluis-select{font:inherit;inline-size:100%;min-block-size:2.75rem;max-inline-size:100%;padding-inline:.5rem}
.sluis-printed{display:none}
@media (max-width:52rem){
.sluis-table,.sluis-table tbody,.sluis-table tr,.sluis-table th,.sluis-table td,.sluis-table caption{display:block;inline-size:100%}
.sluis-table thead{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
.sluis-table tr{border:1px solid #c0c7d2;border-radius:.5rem;padding:.75rem;margin-block-end:1rem}
.sluis-table [data-label=Actie] :is(.utrecht-link,summary){display:inline-block;min-block-size:44px;padding-block:.6rem}
.sluis-table th,.sluis-table td{border:0;padding:.35rem 0;block-size:auto}
.sluis-table td::before{content:attr(data-label);display:block;font-size:.875rem;font-weight:600;color:#41536b}
.sluis-data-list .utrecht-data-list__item{grid-template-columns:1fr}
.sluis-controls li{grid-template-columns:1fr}
.sluis-theme{--utrecht-heading-1-font-size:1.625rem;--utrecht-heading-2-font-size:1.375rem}
.sluis-menu a{padding:.6rem .75rem}
.sluis-menu li:first-child{margin-inline-start:0}
.sluis-menu ul{padding-inline:.25rem}
}
@media (forced-colors:active){
.sluis-menu a{border-block-end-color:Canvas}
.sluis-menu a[aria-current]{border-block-end-color:Highlight}
.sluis-card,.sluis-table tr{border-color:CanvasText}
}
@media print{
.sluis-search,.sluis-table [data-label=Actie],.sluis-table .sluis-tick{display:none!important}
.sluis-printed{display:block}
.utrecht-skip-link,.sluis-menu,.sluis-submenu,.sluis-acts,form button,.utrecht-button-link{display:none!important}
.sluis-header{background:none;color:#000;border-block-end:1px solid #000}
.sluis-viewer,.sluis-brand,.sluis-brand a{color:#000}
.sluis-foot-links{display:none}
.sluis-details::details-content{content-visibility:visible;display:block;block-size:auto}
.sluis-card,.sluis-table tr,.sluis-controls li{break-inside:avoid}
.utrecht-page-footer{background:none;border-block-start:1px solid #000}
}
`
