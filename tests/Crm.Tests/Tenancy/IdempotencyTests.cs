using System.Net;
using System.Net.Http.Json;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Tenancy;

public sealed class IdempotencyTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private readonly HttpClient owner = own.Company.Owner.Http;

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_has_no_second_effect()
    {
        var first = await PostAsync("replayed", "Replay");
        var second = await PostAsync("replayed", "Replay");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await CountAsync("Replay")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_used_for_another_body_is_refused()
    {
        await PostAsync("mismatched", "One");
        var other = await PostAsync("mismatched", "Other");

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.Content.ReadAsStringAsync()).ShouldContain("idempotency.mismatch");
        (await CountAsync("Other")).ShouldBe(0);
    }

    [Fact]
    public async Task While_the_first_is_in_flight_the_second_is_told_to_come_back()
    {
        await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
        Task<HttpResponseMessage> first;
        await using (await tenant.HoldAsync("contacts.mt_doc_contact"))
        {
            first = PostAsync("in flight", "Flying");
            await Eventually.HoldsAsync(async () => await tenant.WaitingAsync() > 0, TimeSpan.FromSeconds(10), "the first one's commit is held up");
            var second = await PostAsync("in flight", "Flying");
            second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await second.Content.ReadAsStringAsync()).ShouldContain("idempotency.inFlight");
            second.Headers.RetryAfter.ShouldNotBeNull();
        }
        (await first).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PostAsync("in flight", "Flying")).Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await CountAsync("Flying")).ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_failed_may_be_tried_again_with_its_key()
    {
        (await PostAsync("failed", new string('x', 5000))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync("failed", "Mended")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_record_lies_beside_the_effect_in_the_tenants_database()
    {
        await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
        await using var control = await own.Company.Host.AdministratorAsync();
        const string body = "Recorded-beside-its-effect";
        await PostAsync("recorded", body);

        (await tenant.ExecuteScalarAsync<int>("select count(*) from kernel.mt_doc_idempotencyrecord where data ->> 'body' like '%' || @body || '%'", new { body })).ShouldBe(1);
        (await control.ExecuteScalarAsync<int>("select count(*) from catalog.idempotency where body like '%' || @body || '%'", new { body })).ShouldBe(0);
    }

    [Fact]
    public async Task A_signup_keeps_its_record_in_the_control_database()
    {
        using var stranger = own.Company.Host.Client();
        var slug = Founder.NewSlug();
        var first = await SignUpAsync(stranger, slug);
        var second = await SignUpAsync(stranger, slug);

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        await using var control = await own.Company.Host.AdministratorAsync();
        (await control.ExecuteScalarAsync<int>("select count(*) from catalog.signups where slug = @slug", new { slug })).ShouldBe(1);
    }

    private Task<HttpResponseMessage> PostAsync(string key, string lastName) => SendAsync(owner, "/api/v1/contacts", key, new { lastName });

    private static Task<HttpResponseMessage> SignUpAsync(HttpClient stranger, string slug) => SendAsync(stranger, "/api/v1/signups", slug,
        new { organization = slug, slug, fullName = "Olga Owner", email = $"owner@{slug}.example", password = Company.Password });

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string key, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    private async Task<int> CountAsync(string lastName)
    {
        await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
        return await tenant.ExecuteScalarAsync<int>("select count(*) from contacts.mt_doc_contact where data ->> 'lastName' = @lastName", new { lastName });
    }
}
