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
    private readonly Dictionary<string, List<string>> theirIds = [];
    private IReadOnlyList<Route> routes = [];
    private Samples samples = null!;
    private Company theirs = null!;
    private Company ours = null!;

    public async ValueTask InitializeAsync()
    {
        (theirs, ours) = (await host.SignUpAsync(), await host.SignUpAsync());
        (routes, samples) = ([.. Route.All(host).Where(r => !r.Anonymous)], await Samples.OfAsync(host));
        foreach (var create in routes.Where(r => r.Method == "POST" && routes.Any(other => other.Path.StartsWith(r.Path + "/{", StringComparison.Ordinal))))
            theirIds[create.Path] = [await CreateAsync(create)];
        foreach (var delete in routes.Where(r => r.Method == "DELETE" && theirIds.ContainsKey(r.Collection)))
            theirIds[delete.Collection].Add(await TrashedAsync(delete));
    }

    [Fact]
    public async Task An_id_of_theirs_in_the_path_is_as_unknown_as_one_nobody_has()
    {
        List<string> wrong = [];
        foreach (var route in routes.Where(r => r.HasId))
        {
            if (!theirIds.TryGetValue(route.Collection, out var ids))
                wrong.Add($"{route}: nothing can be made by POST {route.Collection}, so this test has no id to ask for.");
            foreach (var id in ids ?? [])
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
        {
            await AskAsync(route, "none"); // what the sample makes is there from now on, for both of each pair
            foreach (var (place, request) in Places(route))
                foreach (var id in (string[])[theirs.Id.ToString(), theirs.Slug, theirs.Owner.AccountId.ToString(), .. theirIds.Values.SelectMany(ids => ids)])
                {
                    var (foreign, unknown) = (await SendAsync(request(id), id), await SendAsync(request(Guid.CreateVersion7().ToString()), id));
                    var name = id == theirs.Slug ? await SendAsync(request("slug-" + Guid.CreateVersion7().ToString()[^5..]), id) : unknown;
                    if (foreign.Status != name.Status || foreign.Code != name.Code) wrong.Add($"{route}, {place} = {id}: {foreign} instead of {name}");
                    if (Leak(foreign.Text, id) is { } leaked) wrong.Add($"{route}, {place} = {id} tells {leaked}: {foreign.Text}");
                }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_of_theirs_is_told_to_us_or_changed_by_us()
    {
        var before = await FingerprintAsync();
        List<string> leaks = [];
        foreach (var route in routes)
            foreach (var id in theirIds.GetValueOrDefault(route.Collection) ?? ["none"])
                if (Leak((await AskAsync(route, id)).Text, id) is { } leaked) leaks.Add($"{route} tells {leaked}");

        leaks.ShouldBeEmpty();
        before.Changes.ShouldBeGreaterThan(0);
        (await FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_search_for_leaks_finds_one()
    {
        var list = routes.First(r => r.Method == "GET" && theirIds.ContainsKey(r.Path));
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

    private async Task<string> CreateAsync(Route create)
    {
        using var request = samples.Request(create, "", samples.Body(create, theirs));
        using var made = await theirs.Owner.Http.SendAsync(request);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, $"The documented example of {create} does not work: {await made.Content.ReadAsStringAsync()}");
        return made.Headers.Location!.ToString().Split('/')[^1];
    }

    private async Task<string> TrashedAsync(Route delete)
    {
        var id = await CreateAsync(new("POST", delete.Collection, false));
        using var request = samples.Request(delete, id, null);
        (await theirs.Owner.Http.SendAsync(request)).IsSuccessStatusCode.ShouldBeTrue();
        return id;
    }

    private Task<Answer> AskAsync(Route route, string id) => SendAsync(samples.Request(route, id, samples.Body(route, ours)), id);

    private async Task<Answer> SendAsync(HttpRequestMessage request, string id)
    {
        using var answer = await ours.Owner.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return Answer.Of(answer.StatusCode, answer.IsSuccessStatusCode ? $"{answer.Headers.Location} {body}" : body, request.RequestUri!.OriginalString);
    }

    private string? Leak(string text, string sent) => theirIds.Values.SelectMany(ids => ids).Where(id => Guid.TryParse(id, out _))
        .Concat([theirs.Slug, theirs.Id.ToString(), theirs.Owner.AccountId.ToString(), theirs.Owner.Email])
        .FirstOrDefault(secret => secret != sent && text.Contains(secret, StringComparison.OrdinalIgnoreCase));

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
        public static Answer Of(HttpStatusCode status, string text, string path)
        {
            if (status < HttpStatusCode.BadRequest || JsonNode.Parse(text) is not JsonObject problem) return new(status, null, text);
            var code = (string?)problem["code"];
            problem.Remove("traceId");
            if ((string?)problem["instance"] == path) problem.Remove("instance");
            return new(status, code, problem.ToJsonString());
        }

        public override string ToString() => $"{(int)Status} {Code} {Text}";
    }
}
