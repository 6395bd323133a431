using System.Net;
using Crm.Host;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public class ProblemsAreInTheCatalogue(CrmHost host)
{
    [Fact]
    public void The_page_in_docs_lists_every_problem()
    {
        ProblemCatalogue.All.Count.ShouldBeGreaterThan(25);
        File.ReadAllText(Repository.Path("docs/errors/README.md")).ShouldBe(ProblemCatalogue.Markdown(), "Run: Crm.Host problems > docs/errors/README.md");
    }

    [Fact]
    public async Task Every_problem_has_a_page()
    {
        using var client = host.Client();
        foreach (var problem in ProblemCatalogue.All)
            (await client.GetStringAsync($"/problems/{problem.Code}")).ShouldContain(WebUtility.HtmlEncode(problem.Title));
        (await client.GetAsync("/problems/no.such")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
