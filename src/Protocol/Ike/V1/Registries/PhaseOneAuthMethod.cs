using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Authentication methods of phase 1, RFC 2409 appendix A, the IANA registry, and those of XAUTH
/// and hybrid authentication.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-phase-one-auth-methods.csv")]
public readonly partial record struct PhaseOneAuthMethod(ushort Value)
{
    /// <summary>Who has to log in behind phase 1, draft-ietf-ipsec-isakmp-xauth §7.2; null: nobody.
    /// </summary>
    public IkeRole? LogsIn => Value is < FirstOfXauth or > LastOfXauth ? null
        : (Value & 1) == 1 ? IkeRole.Initiator
        : IkeRole.Responder;

    /// <summary>How both sides authenticate in phase 1, whoever logs in behind it.</summary>
    public PhaseOneAuthMethod InPhaseOne => Value switch
    {
        65001 or 65002 => PreSharedKey,
        65003 or 65004 => DssSignatures,
        65005 or 65006 => RsaSignatures,
        65007 or 65008 => RsaEncryption,
        65009 or 65010 => RevisedRsaEncryption,
        _ => this,
    };

    private const ushort FirstOfXauth = 65001;
    private const ushort LastOfXauth = 65010;
}
