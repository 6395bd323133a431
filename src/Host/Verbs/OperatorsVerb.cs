using Crm.Identity.Platform;
using Crm.Kernel.Control;

namespace Crm.Host;

/// <summary><c>Crm.Host operators …</c></summary>
internal static class OperatorsVerb
{
    public const string Help = """
        Usage: Crm.Host operators list | add EMAIL "FULL NAME" | disable EMAIL

          list     who runs the service
          add      prints a token, good for a day, with which the operator sets password and authenticator up at
                   POST /api/v1/platform/auth/setup; of one who exists both are void until then
          disable  ends all they do within seconds
        """;

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (control, operators) = (scope.ServiceProvider.GetRequiredService<ControlSession>(), scope.ServiceProvider.GetRequiredService<OperatorBook>());
        switch (args)
        {
            case ["list"]:
                foreach (var (email, name, state) in await control.QueryAsync<(string, string, string)>(
                    "select email, full_name, case when disabled_at is not null then 'disabled' when confirmed_at is null then 'settingUp' else 'active' end from identity.operators order by email"))
                    Console.WriteLine($"{email}  {name}  {state}");
                return 0;
            case ["add", var email, var name] when email.Contains('@') && !string.IsNullOrWhiteSpace(name):
                var token = await operators.InviteAsync(email, name.Trim(), default);
                await control.CommitAsync();
                Console.WriteLine(token);
                return 0;
            case ["disable", var email] when await operators.DisableAsync(email, default):
                await control.CommitAsync();
                Console.WriteLine($"{email} is disabled.");
                return 0;
            case ["disable", var email]:
                await Console.Error.WriteLineAsync($"There is no operator {email}.");
                return 1;
            default:
                await Console.Error.WriteLineAsync(Help);
                return 2;
        }
    }
}
