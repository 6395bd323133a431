using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel;

/// <summary>Encrypts the key ring at rest with the operator's master key: AES-256-GCM, laid out as nonce, tag, text. The framework makes it by this constructor.</summary>
public sealed class MasterKeyCipher(IServiceProvider services) : IXmlEncryptor, IXmlDecryptor
{
    private const int Nonce = 12;
    private const int Tag = 16;

    private readonly byte[] key = Convert.FromBase64String(services.GetRequiredService<CrmSettings>().MasterKey);

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce + Tag), box.AsSpan(Nonce, Tag));
        return new(new XElement("underMasterKey", Convert.ToBase64String(box)), typeof(MasterKeyCipher));
    }

    public XElement Decrypt(XElement encryptedElement)
    {
        var box = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box[..Nonce], box[(Nonce + Tag)..], box.Slice(Nonce, Tag), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
