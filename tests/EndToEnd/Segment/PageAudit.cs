using System.Text.Json;
using Gelf.Tests.EndToEnd.Segment.Engines;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>Whether everybody can use the page, as far as axe-core can tell.</summary>
internal static class PageAudit
{
    private static readonly string s_axe = File.ReadAllText(Repository.PathOf("src", "Gelf.Web", "node_modules", "axe-core", "axe.min.js"));

    /// <summary>What is wrong by the rules of WCAG 2.2 up to AA and axe-core's own best practices.</summary>
    internal static string[] FindViolations(PhoneBrowser browser)
    {
        browser.Evaluate(s_axe);
        var found = (string)browser.Evaluate("return axe.run().then((r) => JSON.stringify({ rules: r.passes.length, violations: r.violations }))")!;
        var result = JsonDocument.Parse(found).RootElement;
        Assert.True(result.GetProperty("rules").GetInt32() > 20, found);
        return
        [
            .. result.GetProperty("violations").EnumerateArray()
                .SelectMany(rule => rule.GetProperty("nodes").EnumerateArray().Select(node => $"{rule.GetProperty("help")}: {node.GetProperty("html")} {node.GetProperty("failureSummary")}"))
        ];
    }
}
