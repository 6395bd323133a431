using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>Every endpoint that runs, asked by one company for what belongs to another.</summary>
public sealed class AnotherCompanysIdsTests(CrmHost host) : IAsyncLifetime
{
    private Belongings belongings = null!;
    private IReadOnlyList<Route> routes = [];
    private Samples samples = null!;
    private Company theirs = null!;
    private Company ours = null!;

    public async ValueTask InitializeAsync()
    {
        (theirs, ours) = (await host.SignUpAsync(), await host.SignUpAsync());
        (routes, samples) = ([.. Route.All(host).Where(r => r is { Anonymous: false, IsPlatform: false })], await Samples.OfAsync(host));
        belongings = await Belongings.MakeAsync(theirs, samples, routes);
        await RestAsync();
    }

    [Fact]
    public async Task An_id_of_theirs_in_the_path_is_as_unknown_as_one_nobody_has()
    {
        List<string> wrong = [];
        foreach (var route in routes.Where(r => r.HasId && !r.NamesAKind))
        {
            if (belongings.In(route.Collection).Count == 0) wrong.Add($"{route}: nothing can be made by POST {route.Collection}, so this test has no id to ask for.");
            foreach (var id in belongings.In(route.Collection))
            {
                var (foreign, unknown) = (await AskAsync(route, id), await AskAsync(route, Guid.CreateVersion7().ToString()));
                if (foreign.Status != HttpStatusCode.NotFound || foreign.Text != unknown.Text) wrong.Add($"{route}: {foreign} instead of {unknown}");
                if (Leak(foreign.Text, id) is { } leaked) wrong.Add($"{route} tells {leaked}: {foreign.Text}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_of_theirs_anywhere_in_the_query_or_the_body_does_what_an_unknown_one_does()
    {
        List<string> wrong = [];
        foreach (var route in routes)
            foreach (var (place, request) in Places(route))
                foreach (var id in (string[])[theirs.Id.ToString(), theirs.Slug, theirs.Owner.AccountId.ToString(), .. belongings.All])
                {
                    var other = Guid.TryParse(id, out _) ? Guid.CreateVersion7().ToString() : $"t{Guid.CreateVersion7().ToString("n")[^14..]}";
                    if (route.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal)) await UnlockAsync();
                    if (route is { Method: "POST", Path: "/api/v1/tags" }) await ForgetTagsAsync();
                    var (foreign, unknown) = (await SendAsync(request(id), id), await SendAsync(request(other), other));
                    // Refused proofs make the account wait, and the wait may end between the two.
                    if (foreign.Status != unknown.Status) (foreign, unknown) = (await SendAsync(request(id), id), await SendAsync(request(other), other));
                    if (foreign.Status != unknown.Status || foreign.Code != unknown.Code) wrong.Add($"{route}, {place} = {id}: {foreign} instead of {unknown}");
                    if (Leak(foreign.Text, id) is { } leaked) wrong.Add($"{route}, {place} = {id} tells {leaked}: {foreign.Text}");
                }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_of_theirs_is_told_to_us_or_changed_by_us()
    {
        var before = await FingerprintAsync();
        List<string> leaks = [];
        foreach (var route in routes)
            foreach (var id in belongings.In(route.Collection).DefaultIfEmpty("none"))
                if (Leak((await AskAsync(route, id)).Text, id) is { } leaked) leaks.Add($"{route} tells {leaked}");

        leaks.ShouldBeEmpty();
        before.Changes.ShouldBeGreaterThan(0);
        (await FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_search_for_leaks_finds_one()
    {
        var list = routes.First(r => r.Method == "GET" && belongings.In(r.Path).Any(id => Guid.TryParse(id, out _)));
        Leak(await theirs.Owner.Http.GetStringAsync(list.Path), "").ShouldNotBeNull();
        Leak("nothing of theirs", "").ShouldBeNull();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<(string Place, Func<string, HttpRequestMessage> Request)> Places(Route route)
    {
        foreach (var name in samples.Queries(route))
            yield return ($"?{name}", id => new(new(route.Method), $"{route.With("none")}?{name}={id}"));
        for (var i = 0; i < (samples.Body(route, ours) is { } body ? Samples.Leaves(body).Count : 0); i++)
        {
            var leaf = i;
            yield return (Samples.Leaves(samples.Body(route, ours)!)[leaf].GetPath(), id =>
            {
                var filled = samples.Body(route, ours)!;
                Samples.Leaves(filled)[leaf].ReplaceWith(id);
                return samples.Request(route, "none", filled);
            }
            );
        }
    }

    private Task<Answer> AskAsync(Route route, string id) => SendAsync(samples.Request(route, id, samples.Body(route, ours)), id);

    private async Task<Answer> SendAsync(HttpRequestMessage request, string id)
    {
        using var answer = await ours.Owner.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var body = await answer.Content.BeginningAsync();
        if (answer.StatusCode is HttpStatusCode.Created && routes.Any(r => r.Method == "DELETE" && r.Collection == request.RequestUri!.AbsolutePath))
            (await ours.Owner.DeleteAsync(answer.Headers.Location!.ToString())).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.Accepted); // what one of a pair makes is not in the other's way
        return Answer.Of(answer.StatusCode, (answer.IsSuccessStatusCode ? $"{answer.Headers.Location} {body}" : body).Replace(id, "{id}"));
    }

    /// <summary>Wrong passwords lock the account for a while, and then a good one gets another answer.</summary>
    private async Task UnlockAsync()
    {
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.accounts set failed_logins = 0, locked_until = null where id = @AccountId", new { ours.Owner.AccountId });
    }

    /// <summary>A record that was sent the id as a tag has brought a tag of that name into being.</summary>
    private async Task ForgetTagsAsync()
    {
        await using var tenant = await host.AdministratorAsync(ours.Database);
        await tenant.ExecuteAsync("delete from kernel.mt_doc_tag");
    }

    private string? Leak(string text, string sent) => belongings.All.Where(id => Guid.TryParse(id, out _))
        .Concat([theirs.Slug, theirs.Id.ToString(), theirs.Owner.AccountId.ToString(), theirs.Owner.Email])
        .FirstOrDefault(secret => secret != sent && text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>Until all handlers are done with what has been made, so that whatever changes after that is our doing.</summary>
    private async Task RestAsync()
    {
        await using var connection = await host.AdministratorAsync(theirs.Database);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (await connection.ExecuteScalarAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where status not in ('Handled', 'Scheduled')") == 0) return;
            await Task.Delay(100);
        }
        throw new ShouldAssertException("Their messages were not handled in time.");
    }

    private async Task<(long Changes, string Documents)> FingerprintAsync()
    {
        await using var connection = await host.AdministratorAsync(theirs.Database);
        var tables = await connection.QueryAsync<string>("select oid::regclass::text from pg_class where relname like 'mt\\_doc\\_%' and relkind = 'r' order by 1");
        var documents = "";
        foreach (var table in tables.ToList())
            documents += await connection.ExecuteScalarAsync<string>($"select '{table} ' || coalesce(md5(string_agg(t::text, '' order by id)), 'empty') from {table} t");
        return (await connection.ExecuteScalarAsync<long>("select count(*) from kernel.changes"), documents);
    }

    /// <summary>An answer without what differs from one request to the next.</summary>
    private sealed record Answer(HttpStatusCode Status, string? Code, string Text)
    {
        public static Answer Of(HttpStatusCode status, string text)
        {
            if (status < HttpStatusCode.BadRequest || JsonNode.Parse(text) is not JsonObject problem) return new(status, null, text);
            var code = (string?)problem["code"];
            problem.Remove("traceId");
            return new(status, code, problem.ToJsonString());
        }

        public override string ToString() => $"{(int)Status} {Code} {Text}";
    }
}
