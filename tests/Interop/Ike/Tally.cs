namespace Holdfast.Tests.Interop.Ike;

/// <summary>What became of the messages of captures.</summary>
internal sealed class Tally
{
    /// <summary>Encrypted messages; each IKEv2 fragment is one.</summary>
    public int Encrypted { get; set; }

    /// <summary>Those that opened: IKEv2 by their ICV, IKEv1 by payloads that parse.</summary>
    public int Opened { get; set; }

    /// <summary>Messages that were joined from fragments.</summary>
    public int Joined { get; set; }

    /// <summary>IKE SAs whose keys are the written ones.</summary>
    public int IkeSas { get; set; }

    /// <summary>CHILD SAs (one direction) whose keys are the written ones.</summary>
    public int ChildSas { get; set; }

    /// <summary>AUTH payloads and HASH_I or HASH_R that verify with a shared key.</summary>
    public int SharedKeyAuths { get; set; }

    /// <summary>AUTH and SIG payloads whose signature verifies.</summary>
    public int Signatures { get; set; }

    /// <summary>AUTH and SIG payloads that no key at hand verifies: packet by packet.</summary>
    public List<string> Unverified { get; } = [];

    /// <summary>HASH(1) to HASH(3) of IKEv1 that verify.</summary>
    public int Hashes { get; set; }

    /// <summary>What did not go as it should.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The capture that is being replayed.</summary>
    public string Capture { get; set; } = "";

    public void Fail(int packet, object why) =>
        Failures.Add($"{Capture}, packet {packet}: {why}");

    public void LeaveUnverified(int packet, object what) =>
        Unverified.Add($"{Capture}, packet {packet}: {what}");
}
