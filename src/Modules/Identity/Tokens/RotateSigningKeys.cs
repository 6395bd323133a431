using Crm.Kernel.Control;

namespace Crm.Identity.Tokens;

/// <summary>Time to see whether a signing key's term is over.</summary>
public sealed record RotateSigningKeys;

public static class RotateSigningKeysHandler
{
    public static async Task Handle(RotateSigningKeys _, ControlSession control, KeyRotation rotation, CancellationToken ct)
    {
        await rotation.AdvanceAsync(early: false, ct);
        await control.CommitAsync(ct);
    }
}
