using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public sealed class ControlChanges : IAsyncLifetime
{
    private readonly ChangeLogDatabase control = new();

    public async ValueTask InitializeAsync()
    {
        await control.CreateAsync();
        await control.RunAsync(".control.");
        await control.RunAsync(".control.");
    }

    [Fact]
    public async Task What_has_no_tenant_is_told_by_a_call_and_read_like_any_other_change()
    {
        var tenant = Guid.CreateVersion7();
        var first = await AppendAsync("'anonymous', 'api', 'trace', null, 'account', null, 'loginFailed', null, '{\"email\": \"ada@example.com\"}', '{\"ip\": \"::1\"}'");
        var second = await AppendAsync($"'system', 'handler:Provision', null, '{tenant}', 'tenant', '{tenant}', 'updated', '{{\"state\": \"new\", \"slug\": \"acme\"}}', '{{\"state\": \"ready\", \"slug\": \"acme\"}}'");

        var changes = await control.ChangesAsync();

        changes.Select(c => c.Id).ShouldBe([first, second]);
        changes[0].ShouldSatisfyAllConditions(c => c.Action.ShouldBe("loginFailed"), c => c.ObjectId.ShouldBeNull(), c => c.Fields.ShouldBeEmpty(),
            c => c.Context!.Value.GetProperty("ip").GetString().ShouldBe("::1"));
        changes[1].Fields.ShouldBe(["state"]);
        (await control.ScalarAsync<Guid>($"select tenant_id from kernel.changes where id = {second}")).ShouldBe(tenant);
        (await control.ScalarAsync<long>("select count(*) from kernel.changes join kernel.change_values on change_id = id where values_digest = kernel.change_digest(salt, before, after, context)")).ShouldBe(2);
    }

    [Fact]
    public async Task Its_order_is_as_safe()
    {
        await using var slow = await Writer.BeginAsync(control.Source);
        await slow.DoAsync("select kernel.append_change('a', 'api', null, null, 'signup', '1', 'created')");
        await AppendAsync("'a', 'api', null, null, 'signup', '2', 'created'");

        (await control.ChangesAsync()).ShouldBeEmpty();
        await slow.CommitAsync();
        (await control.ChangesAsync()).Select(c => c.ObjectId).ShouldBe(["1", "2"]);
    }

    private Task<long> AppendAsync(string values) => control.ScalarAsync<long>($"select kernel.append_change({values})");

    public ValueTask DisposeAsync() => control.DisposeAsync();
}
