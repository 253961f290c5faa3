using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>The keys of an IKE SA that is being made, with what is ready to use them.</summary>
internal sealed class HandshakeSa : IDisposable
{
    private readonly CryptoProvider _provider;
    private readonly IkeSuite _suite;
    private readonly IkeRole _role;

    public HandshakeSa(
        CryptoProvider provider, IkeSuite suite, Prf prf, IkeKeys keys, IkeRole role,
        IvSource? ivs)
    {
        (Prf, Keys) = (prf, keys);
        (_provider, _suite, _role) = (provider, suite, role);
        Ivs = ivs;
        Sealer = ivs is null ? null : new(provider, suite, keys, role, ivs);
        Opener = new(
            provider, suite, keys,
            role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator);
    }

    public Prf Prf { get; }

    /// <summary>Which side we are.</summary>
    public IkeRole Role => _role;

    public IkeKeys Keys { get; }

    /// <summary>The IVs of what our side seals; null: another holder has them.</summary>
    public IvSource? Ivs { get; private set; }

    /// <summary>What seals; null: another holder does.</summary>
    public MessageSealer? Sealer { get; private set; }

    public MessageOpener Opener { get; }

    /// <summary>Pieces of messages that wait for the others.</summary>
    public FragmentedMessages Fragments { get; private set; } = FragmentedMessages.Empty();

    /// <summary>Opens what our side has sealed; the caller disposes it.</summary>
    public MessageOpener CreateOwnOpener() => new(_provider, _suite, Keys, _role);

    /// <summary>Takes a piece; null: it is none, or others of its message are missing.</summary>
    public JoinedPayloads? Join(ReadOnlySpan<byte> message, out OpenError error)
    {
        if (!Opener.TryOpenFragment(
            message, new byte[message.Length], out var fragment, out error))
        {
            return null;
        }

        var next = Fragments.Add(
            new(fragment.Message.MessageId, fragment.Message.Flags.Response), fragment);
        Fragments = next.Messages;
        return next.Joined;
    }

    /// <summary>From now on another holder seals.</summary>
    public void SealNothing()
    {
        Sealer?.Dispose();
        (Ivs, Sealer) = (null, null);
    }

    public void Dispose()
    {
        Keys.Dispose();
        SealNothing();
        Opener.Dispose();
    }
}
