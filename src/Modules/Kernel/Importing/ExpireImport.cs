using Crm.Kernel.Files;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Says that an import's file has been kept long enough.</summary>
public sealed record ExpireImport(Guid ImportId);

public static class ExpireImportHandler
{
    public static void Handle(ExpireImport message, IDocumentSession session, FileStore files) => files.DeleteFolder(Import.FolderOf(session.TenantId, message.ImportId));
}
