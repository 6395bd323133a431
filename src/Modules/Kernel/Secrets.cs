using System.Security.Cryptography;
namespace Crm.Kernel;
public sealed class Secrets(CrmSettings settings)
{
    public string Seal(string purpose, string plain) { var k = Convert.FromBase64String(settings.MasterKey); var n = RandomNumberGenerator.GetBytes(12); var p = System.Text.Encoding.UTF8.GetBytes(plain); var c = new byte[p.Length]; var t = new byte[16]; using var g = new AesGcm(k, 16); g.Encrypt(n, p, c, t); return Convert.ToBase64String([.. n, .. t, .. c]); }
    public string Open(string purpose, string sealedText) { var k = Convert.FromBase64String(settings.MasterKey); var b = Convert.FromBase64String(sealedText); var p = new byte[b.Length - 28]; using var g = new AesGcm(k, 16); g.Decrypt(b.AsSpan(0, 12), b.AsSpan(28), b.AsSpan(12, 16), p); return System.Text.Encoding.UTF8.GetString(p); }
}
