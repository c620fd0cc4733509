/** Reports as pages: what of a report goes into the page that {@code page.html} makes. */
package io.scaletest.report.page;
