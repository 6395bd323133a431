using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Crm.Tests.Architecture;

/// <summary>What an assembly asks of Marten's sessions, read from its compiled code.</summary>
/// <param name="Method">As <c>Store</c>.</param>
/// <param name="Document">Name of the document type it is asked for.</param>
internal sealed record MartenCall(string Method, string Document)
{
    public static IReadOnlyList<MartenCall> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        return
        [
            .. from row in Enumerable.Range(1, reader.GetTableRowCount(TableIndex.MethodSpec))
               let call = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row))
               where call.Method.Kind == HandleKind.MemberReference
               let method = reader.GetMemberReference((MemberReferenceHandle)call.Method)
               where method.Parent.Kind == HandleKind.TypeReference && NamespaceOf(reader, method.Parent).StartsWith("Marten", StringComparison.Ordinal)
               select new MartenCall(reader.GetString(method.Name), FirstArgument(reader, call)),
        ];
    }

    private static string NamespaceOf(MetadataReader reader, EntityHandle type) => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Namespace);

    // ECMA-335, II.23.2.15: a mark, how many, then each; a class is its element type and its row.
    private static string FirstArgument(MetadataReader reader, MethodSpecification call)
    {
        var blob = reader.GetBlobReader(call.Signature);
        blob.ReadByte();
        blob.ReadCompressedInteger();
        if (blob.ReadByte() != (byte)SignatureTypeKind.Class) return "";
        return blob.ReadTypeHandle() switch
        {
            { Kind: HandleKind.TypeDefinition } own => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)own).Name),
            { Kind: HandleKind.TypeReference } other => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)other).Name),
            _ => "",
        };
    }
}
