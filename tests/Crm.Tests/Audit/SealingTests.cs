using Crm.Tests.Support;
using Dapper;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Audit;

public sealed class SealingTests(CrmHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sealers_at_once_make_one_chain()
    {
        var company = await host.SignUpAsync();
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(company.Owner.ContactAsync($"A{round}"), company.Owner.ContactAsync($"B{round}"));
            await Task.WhenAll(company.SealAsync(), company.SealAsync(), company.SealAsync());
        }
        await company.SealAsync();
        ((bool?)(await company.VerifyAsync())["valid"]).ShouldBe(true);
        (await company.Owner.AuditAsync("?object=contact")).ShouldAllBe(entry => (bool)entry["sealed"]!);
    }

    [Fact]
    public async Task What_may_still_commit_below_is_waited_for()
    {
        var company = await host.SignUpAsync();
        await company.SealAsync();
        await using var tenant = await host.AdministratorAsync(company.Database);
        await using var slow = await tenant.BeginTransactionAsync(Ct);
        await tenant.ExecuteAsync("update contacts.mt_doc_stageset set data = data || '{\"touched\": 1}'; set constraints all immediate");
        var contact = await company.Owner.ContactAsync();
        await company.SealAsync();
        ((bool?)(await company.Owner.AuditAsync($"?objectId={contact}"))[0]["sealed"]).ShouldBe(false);

        await slow.CommitAsync(Ct);
        await company.SealAsync();
        ((bool?)(await company.Owner.AuditAsync($"?objectId={contact}"))[0]["sealed"]).ShouldBe(true);
        ((bool?)(await company.VerifyAsync())["valid"]).ShouldBe(true);
    }

    [Fact]
    public async Task A_seal_whose_anchor_was_not_written_is_made_up_for()
    {
        var company = await host.SignUpAsync();
        await company.SealAsync();
        await company.Owner.ContactAsync();
        await company.TamperAsync("select * from kernel.seal_changes(@tenant, 1000)");
        ((bool?)(await company.VerifyAsync())["valid"]).ShouldBe(true);
        await company.SealAsync();
        await using var control = await host.AdministratorAsync();
        (await control.ExecuteScalarAsync<long>("select number from kernel.seal_anchors where chain = @Id and source = 'records'", new { company.Id })).ShouldBe(2);
        ((bool?)(await company.VerifyAsync())["valid"]).ShouldBe(true);
    }

    [Fact]
    public async Task The_companys_own_role_cannot_touch_a_seal()
    {
        var company = await host.SignUpAsync();
        await company.SealAsync();
        await using var tenant = await host.AdministratorAsync(company.Database);
        await tenant.ExecuteAsync($"set role {company.Database}");
        foreach (var sql in new[] { "update kernel.seals set hash = ''", "delete from kernel.seals", "insert into kernel.seals select * from kernel.seals", "truncate kernel.seals" })
            (await Should.ThrowAsync<PostgresException>(() => tenant.ExecuteAsync(sql))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task The_hosts_role_cannot_touch_a_seal_of_the_control_database_either()
    {
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync($"set role {host.Settings.ControlRole}");
        foreach (var sql in new[] { "update kernel.seals set hash = ''", "delete from kernel.seals", "delete from kernel.changes" })
            (await Should.ThrowAsync<PostgresException>(() => control.ExecuteAsync(sql))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }
}
