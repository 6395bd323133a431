using Crm.Kernel.Files;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Says that an import's file has been kept long enough.</summary>
public sealed record ExpireImport(Guid ImportId);

public static class ExpireImportHandler
{
    public static Task Handle(ExpireImport message, IDocumentSession session, FileStore files, CancellationToken ct) =>
        files.DeleteFolderAsync(Import.FolderOf(session.TenantId, message.ImportId), ct);
}
