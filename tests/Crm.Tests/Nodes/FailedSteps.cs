using Crm.Tests.Support;
using Dapper;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class FailedSteps(Installation installation)
{
    [Fact]
    public async Task A_failed_step_says_why_and_is_tried_again_after_a_pause()
    {
        var node = (await installation.NodesAsync(1))[0];
        var founder = new Founder(installation, Founder.NewSlug());
        await founder.SignUpAsync(node);
        await using var control = await installation.AdministratorAsync();
        await using (await WithoutTemplateAsync())
        {
            await founder.VerifyAsync(node);
            await FailedAsync(control, founder, node);
        }
        await founder.ReadyAsync(node, TimeSpan.FromSeconds(30));
        await Founder.ShouldAllBeWholeAsync(installation, [founder]);
    }

    [Fact]
    public async Task An_operator_sees_a_failed_signup_and_sends_it_on_its_way_again()
    {
        var node = (await installation.NodesAsync(1))[0];
        var founder = new Founder(installation, Founder.NewSlug());
        await founder.SignUpAsync(node);
        await using var control = await installation.AdministratorAsync();
        await using (await WithoutTemplateAsync())
        {
            await founder.VerifyAsync(node);
            await FailedAsync(control, founder, node);
        }
        // As if every attempt of an hour had failed.
        var id = await control.QuerySingleAsync<Guid>(
            "delete from wolverine.wolverine_incoming_envelopes; update catalog.signups set status = 'failed', verified_at = verified_at - interval '1 hour' where slug = @Slug returning id", new { founder.Slug });

        (await installation.VerbAsync("signups list")).Output.ShouldContain(founder.Slug);
        var (exit, said) = await installation.VerbAsync($"signups retry {id}");

        exit.ShouldBe(0, said);
        await founder.ReadyAsync(node, TimeSpan.FromSeconds(75));
        await Founder.ShouldAllBeWholeAsync(installation, [founder]);
    }

    private static Task<TimeSpan> FailedAsync(NpgsqlConnection control, Founder founder, Node node) => Eventually.HoldsAsync(() => control.ExecuteScalarAsync<bool>("""
        select exists (select from catalog.signup_steps p join catalog.signups s on s.id = p.signup_id
                       where s.slug = @Slug and p.name = 'database' and p.status = 'failed' and p.attempts >= 3 and p.error like '%template%')
        """, new { founder.Slug }), TimeSpan.FromSeconds(15), "the step has failed three times and says why", () => node.Output);

    /// <summary>Nothing can be cloned meanwhile.</summary>
    private async Task<IAsyncDisposable> WithoutTemplateAsync()
    {
        var server = await installation.AdministratorAsync();
        await server.ExecuteAsync($"alter database {installation.TemplateDatabase} rename to {installation.TemplateDatabase}_away");
        return new Returning(server, $"alter database {installation.TemplateDatabase}_away rename to {installation.TemplateDatabase}");
    }

    private sealed class Returning(NpgsqlConnection server, string sql) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await server.ExecuteAsync(sql);
            await server.DisposeAsync();
        }
    }
}
