namespace Holdfast.Fuzz.Ike.V1;

/// <summary>Which message of IKEv1 comes next, RFC 2409 §5.4 and §5.5, and of transactions.</summary>
internal enum ModeStage
{
    /// <summary>Main mode: what is offered.</summary>
    MainOffer,

    /// <summary>Main mode: what is chosen.</summary>
    MainChoice,

    /// <summary>Main mode: the initiator's half of the key exchange.</summary>
    MainShare,

    /// <summary>Main mode: the other half.</summary>
    MainShared,

    /// <summary>Main mode: HASH_I, encrypted.</summary>
    MainProof,

    /// <summary>Main mode: HASH_R, encrypted.</summary>
    MainProved,

    /// <summary>Aggressive mode: the offer with half and name.</summary>
    AggressiveOffer,

    /// <summary>Aggressive mode: the choice with half, name and HASH_R.</summary>
    AggressiveAnswer,

    /// <summary>Aggressive mode: HASH_I, encrypted.</summary>
    AggressiveProof,

    /// <summary>Quick mode: what is offered.</summary>
    QuickAsk,

    /// <summary>Quick mode: what is chosen.</summary>
    QuickAnswer,

    /// <summary>Quick mode: HASH(3).</summary>
    QuickConfirm,

    /// <summary>XAUTH: name and password are asked for.</summary>
    LoginAsk,

    /// <summary>XAUTH: name and password.</summary>
    LoginReply,

    /// <summary>XAUTH: how it has ended.</summary>
    LoginTell,

    /// <summary>XAUTH: that it was heard.</summary>
    LoginTold,

    /// <summary>Mode config: an address is asked for.</summary>
    ConfigAsk,

    /// <summary>Mode config: an address is given.</summary>
    ConfigGiven,
}
