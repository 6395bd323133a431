using System.Net;
using System.Reflection;
using Crm.Kernel.Problems;

namespace Crm.Host;

/// <summary>The pages that a problem's <c>type</c> points to: every kind of failure the product declares, what it means and what to do.</summary>
internal static class ProblemCatalogue
{
    public static readonly IReadOnlyList<ProblemType> All =
    [
        .. Modules.Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.Name.EndsWith("Problems", StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(f => f.FieldType == typeof(ProblemType)).Select(f => (ProblemType)f.GetValue(null)!).DistinctBy(p => p.Code).OrderBy(p => p.Code, StringComparer.Ordinal),
    ];

    public static void UseProblemCatalogue(this WebApplication app)
    {
        app.MapGet("/problems", () => Page("Problems", string.Concat(All.Select(p => $"<li><a href=\"/problems/{p.Code}\">{p.Code}</a> ({p.Status}): {Text(p.Title)}</li>"))))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/problems/{code}", (string code) => All.FirstOrDefault(p => p.Code == code) is { } problem
                ? Page(problem.Code, $"<p><b>{problem.Status} {Text(problem.Title)}</b></p><p>{Text(problem.Explanation)}</p>")
                : throw KernelProblems.NotFound.With())
            .AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The catalogue as docs/errors/README.md keeps it.</summary>
    public static string Markdown() =>
        "# Problems\n\nEvery failure is `application/problem+json` (RFC 9457) with one of these codes. `Crm.Host problems` writes this page; the product serves it under `/problems`.\n\n"
        + "| Code | Status | Title | What it means |\n|---|---|---|---|\n"
        + string.Concat(All.Select(p => $"| `{p.Code}` | {p.Status} | {p.Title} | {p.Explanation} |\n"));

    private static IResult Page(string title, string body) => Results.Content(
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{Text(title)}</title><h1>{Text(title)}</h1>{body}</html>", "text/html; charset=utf-8");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
