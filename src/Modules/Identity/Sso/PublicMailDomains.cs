namespace Crm.Identity.Sso;

/// <summary>Domains in which anybody can have an address.</summary>
internal static class PublicMailDomains
{
    private static readonly HashSet<string> Known =
    [
        "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es", "live.com", "live.de", "live.co.uk", "live.fr",
        "msn.com", "windowslive.com", "passport.com", "yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.com.br", "ymail.com", "rocketmail.com",
        "icloud.com", "me.com", "mac.com", "aol.com", "aim.com", "gmx.com", "gmx.net", "gmx.de", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "arcor.de", "posteo.de", "mailbox.org", "proton.me",
        "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tuta.io", "tuta.com", "mail.com", "email.com", "zoho.com", "zohomail.com", "yandex.com", "yandex.ru", "ya.ru", "mail.ru", "bk.ru", "inbox.ru", "list.ru",
        "rambler.ru", "qq.com", "163.com", "126.com", "sina.com", "sina.cn", "foxmail.com", "yeah.net", "naver.com", "daum.net", "hanmail.net", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "rediffmail.com", "orange.fr",
        "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "bol.com.br", "uol.com.br", "terra.com.br", "telenet.be", "skynet.be", "ziggo.nl", "kpnmail.nl",
        "home.nl", "xs4all.nl", "planet.nl", "bluewin.ch", "wp.pl", "o2.pl", "interia.pl", "onet.pl", "seznam.cz", "centrum.cz", "abv.bg", "btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com", "talktalk.net",
        "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "juno.com", "rogers.com", "shaw.ca", "sympatico.ca", "bigpond.com", "optusnet.com.au", "xtra.co.nz",
        "fastmail.com", "fastmail.fm", "hey.com", "hushmail.com", "duck.com", "mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "temp-mail.org", "sharklasers.com", "trashmail.com",
    ];

    public static bool Contain(string domain) => Known.Contains(domain);
}
