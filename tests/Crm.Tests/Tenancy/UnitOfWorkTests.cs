using System.Net;
using System.Net.Http.Json;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Requests;
using Crm.Tenancy.Sessions;
using Crm.Tests.Support;
using Dapper;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Tenancy;

public sealed class UnitOfWorkTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private readonly Company company = own.Company;

    [Theory]
    [InlineData(StatusCodes.Status409Conflict)]
    [InlineData(0)]
    public async Task A_slice_that_fails_after_it_published_leaves_nothing(int statusOrThrows)
    {
        var mark = Guid.CreateVersion7();
        async Task Slice(IServiceProvider services, HttpContext http)
        {
            await PublishAsync(services, mark);
            if (statusOrThrows == 0) throw new InvalidOperationException("The slice fails.");
            http.Response.StatusCode = statusOrThrows;
        }
        if (statusOrThrows == 0) await Should.ThrowAsync<InvalidOperationException>(() => RunAsync(Slice));
        else await RunAsync(Slice);

        (await MarksAsync(mark)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_slice_that_succeeds_leaves_document_and_message()
    {
        var mark = Guid.CreateVersion7();
        await RunAsync((services, _) => PublishAsync(services, mark));

        await Eventually.EqualsAsync((1, 1), () => MarksAsync(mark), TimeSpan.FromSeconds(10), "documents and messages, be they on their way or in the timeline");
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_neither_document_nor_message()
    {
        var body = new { lastName = "Racer", emails = new[] { new { address = "racer@example.com" } } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => company.Owner.Http.PostAsJsonAsync("/api/v1/contacts", body)));

        answers.Count(a => a.StatusCode is HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode is HttpStatusCode.Conflict).ShouldBe(7);
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        var id = await tenant.QuerySingleAsync<Guid>("select id from contacts.mt_doc_contact where data ->> 'lastName' = 'Racer'");
        await Eventually.EqualsAsync(1, () => tenant.ExecuteScalarAsync<int>("select count(*) from activities.mt_doc_timelineentry where record_id = @id", new { id }),
            TimeSpan.FromSeconds(10), "timeline entries of the winner");
        (await tenant.ExecuteScalarAsync<int>("""
            select count(*) from activities.mt_doc_timelineentry e where not exists (select from contacts.mt_doc_contact c where c.id = e.record_id) and e.data ->> 'actor' <> 'test'
            """)).ShouldBe(0);
    }

    private static async Task PublishAsync(IServiceProvider services, Guid mark)
    {
        var (session, outbox) = (services.GetRequiredService<IDocumentSession>(), services.GetRequiredService<Outbox>());
        session.Insert(new IdempotencyRecord { Id = mark.ToString(), BodyHash = "", Status = 200, Headers = [], Body = "", ExpiresAt = DateTimeOffset.MaxValue });
        await outbox.PublishAsync(new ContactCreated(mark, mark, "Marked", "lead", mark, "test", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>The house around a slice of the test's own.</summary>
    private async Task RunAsync(Func<IServiceProvider, HttpContext, Task> slice)
    {
        await using var scope = company.Host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Method = HttpMethods.Post;
        var binding = services.GetRequiredService<TenantBinding>();
        binding.Bind((await services.GetRequiredService<TenantCatalog>().FindAsync(company.Id.ToString("n")))!, Caller.Nobody);
        await new UnitOfWork(context => slice(services, context))
            .InvokeAsync(http, binding, services.GetRequiredService<ControlSession>(), services.GetRequiredService<Idempotency>());
    }

    private async Task<(int Documents, int Messages)> MarksAsync(Guid mark)
    {
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        return await tenant.QuerySingleAsync<(int, int)>("""
            select (select count(*)::int from kernel.mt_doc_idempotencyrecord where id = @mark::text),
                   (select count(*)::int from activities.mt_doc_timelineentry where id = @mark)
                     + (select count(*)::int from wolverine.wolverine_incoming_envelopes where status <> 'Handled' and position(convert_to(@mark::text, 'UTF8') in body) > 0)
            """, new { mark });
    }
}
