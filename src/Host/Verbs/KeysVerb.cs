using Crm.Identity.Tokens;
using Crm.Kernel.Control;

namespace Crm.Host;

/// <summary><c>Crm.Host keys …</c></summary>
internal static class KeysVerb
{
    public const string Help = """
        Usage: Crm.Host keys list | rotate | revoke KID

          list     keys that sign access tokens, or did
          rotate   publishes the next key, or lets it sign if it has been published for an hour; happens by itself every 90 days
          revoke   for a key that leaked: every access token it signed is void within seconds, and another key signs
        """;

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (control, rotation) = (scope.ServiceProvider.GetRequiredService<ControlSession>(), scope.ServiceProvider.GetRequiredService<KeyRotation>());
        switch (args)
        {
            case ["list"]:
                foreach (var (kid, state, made) in await control.QueryAsync<(string, string, DateTime)>("select kid, state, created_at from identity.signing_keys order by created_at"))
                    Console.WriteLine($"{kid}  {state,-8}  {made:u}");
                return 0;
            case ["rotate"]:
                await rotation.AdvanceAsync(early: true, default);
                await control.CommitAsync();
                return 0;
            case ["revoke", var kid] when await rotation.RevokeAsync(kid, default):
                await control.CommitAsync();
                Console.WriteLine($"{kid} is revoked.");
                return 0;
            case ["revoke", var kid]:
                await Console.Error.WriteLineAsync($"There is no key {kid}.");
                return 1;
            default:
                await Console.Error.WriteLineAsync(Help);
                return 2;
        }
    }
}
