using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <content>EAP: a server that takes its time, and a method.</content>
internal sealed partial class HandshakeWorld
{
    private readonly Dictionary<int, ToyEap.Server> _servers = [];
    private readonly Queue<(int At, EapPayloadValue? Heard)> _asked = new();

    /// <summary>Makes a server for each conversation; null: there is no EAP.</summary>
    public Func<ToyEap.Server>? Serve { get; init; }

    /// <summary>Whether the method makes a key.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>Whether the gateway has another key of it than the initiator.</summary>
    public bool IsKeyChanged { get; init; }

    /// <summary>Whom the server says that it has authenticated; null: whom it was asked about.
    /// </summary>
    public Octets? Authenticates { get; init; }

    /// <summary>Whom the server was asked about, each time.</summary>
    public List<Octets> Conversing { get; } = [];

    /// <summary>What replies to it.</summary>
    public ToyEap.Client Client { get; init; } = new("");

    /// <summary>The gateway forgets all that is half-open.</summary>
    public void Crash()
    {
        _responders.Clear();
        _asked.Clear();
        ResponderKeys.Dispose();
    }

    /// <summary>The server says what it has to one that has asked.</summary>
    private void Answer()
    {
        if (!_asked.TryDequeue(out var asked))
        {
            return;
        }

        if (asked.Heard is null)
        {
            _servers[asked.At] = Serve!();
        }

        var server = _servers[asked.At];
        var word = server.Hear(asked.Heard);
        EapVerdict verdict = word.Code == EapCode.Request ? new EapVerdict.Asks(word)
            : word.Code == EapCode.Success
                ? new EapVerdict.Succeeded(word, Keep(ResponderKeys, server), Authenticates)
            : new EapVerdict.Failed(word);
        Respond(asked.At, new IkeResponder.Input.Served(verdict));
    }

    private EapReply Reply(EapPayloadValue heard) => heard.Code == EapCode.Success
        ? new EapReply.Ends(Keep(InitiatorKeys, Client))
        : new EapReply.Says(Client.Hear(heard));

    private KeyHandle Keep(HandshakeKeys keys, ToyEap method)
    {
        if (!HasKey)
        {
            return KeyHandle.None;
        }

        var msk = method.Msk;
        msk[^1] ^= (byte)(IsKeyChanged && keys == ResponderKeys ? 1 : 0);
        Assert.True(keys.TryAddMsk(msk, out var number, out _));
        return new(number);
    }
}
