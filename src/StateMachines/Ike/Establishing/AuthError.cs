using Holdfast.Protocol.Cryptography;

namespace Holdfast.StateMachines.Ike;

/// <summary>Why nobody is believed to be who it says; the peer hears none of it.</summary>
public enum AuthFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nobody has that identity.</summary>
    Unknown,

    /// <summary>It proves itself in another way than it has to.</summary>
    OtherMethod,

    /// <summary>It has sent no certificate, and none is known of it.</summary>
    NoCertificate,

    /// <summary>It has sent more certificates than are read.</summary>
    TooMany,

    /// <summary>A certificate, or its key, does not parse, or is of no use to sign.</summary>
    BadCertificate,

    /// <summary>No authority of ours vouches for the certificate.</summary>
    NotTrusted,

    /// <summary>An authority has taken the certificate back.</summary>
    Revoked,

    /// <summary>The certificate is somebody else's.</summary>
    OtherIdentity,

    /// <summary>The shared key or the signature does not fit.</summary>
    NotProved,
}

/// <summary>Why nobody is believed, and of what it is told: for the journal alone.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Subject">What is at fault; never a secret.</param>
public readonly record struct AuthError(AuthFault Fault, string Subject = "")
{
    /// <summary>Of a proof that is bad.</summary>
    public static AuthError Of(CryptoError error) => new(AuthFault.NotProved, $"{error}");

    /// <summary>In words, for example "no authority of ours vouches for it: UntrustedRoot".
    /// </summary>
    public override string ToString()
    {
        var words = Fault switch
        {
            AuthFault.None => "nothing is wrong",
            AuthFault.Unknown => "nobody is known by that identity",
            AuthFault.OtherMethod => "it has to prove itself in another way",
            AuthFault.NoCertificate => "it has sent no certificate",
            AuthFault.TooMany => "it has sent too many certificates",
            AuthFault.BadCertificate => "its certificate is of no use",
            AuthFault.NotTrusted => "no authority of ours vouches for its certificate",
            AuthFault.Revoked => "its certificate was taken back",
            AuthFault.OtherIdentity => "its certificate is somebody else's",
            AuthFault.NotProved => "its proof does not fit",
        };
        return string.IsNullOrEmpty(Subject) ? words : $"{words}: {Subject}";
    }
}
