using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Input = Holdfast.StateMachines.Ike.IkeResponder.Input;
using Output = Holdfast.StateMachines.Ike.IkeResponder.Output;
using State = Holdfast.StateMachines.Ike.IkeResponder.State;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// IKE SAs that are being made for who came to a box: each in one <see cref="IkeResponder"/>, in
/// the memory of that box alone. They are bounded, and from a number on a cookie has to come back
/// first (RFC 7296 §2.6).
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="keys">Where the secrets are.</param>
/// <param name="box">The box.</param>
/// <param name="isCluster">Whether the answer that makes SAs leaves with the fact that makes them.
/// </param>
internal sealed class IkeResponses(
    CryptoProvider provider, HandshakeKeys keys, IHandshakeBox box, bool isCluster) : IDisposable
{
    /// <summary>So many are half open, and cookies are wanted.</summary>
    public const int CookiesFrom = 32;

    /// <summary>More there never are: those beyond the first ones have shown a cookie, so they are
    /// where they say.</summary>
    public const int Max = 1_024;

    private const int NonceLength = 32;
    private const int SecretLength = 32;
    private const int StepsMax = 64;

    private static readonly Items<IkeResponder.Config> Configs =
        [.. Enumerable.Range(0, 1 + SaPlan.KeyExchangesMax).Select(ConfigOf)];

    private readonly Dictionary<IkeSpi, Entry> _open = [];
    private readonly Queue<(IkeSpi Initiator, Entry Entry, Instant Until)> _ages = new();
    private Secret? _cookies;

    private sealed class Entry
    {
        public required IkeResponder.Config Config { get; init; }

        public required HandshakeWork Work { get; init; }

        public State State { get; set; } = new State.Idle();

        public required Caller Caller { get; set; }
    }

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Whether whoever came last has to show a cookie first.</summary>
    public bool WantsCookies { get; private set; }

    /// <summary>Whether one that somebody began is half open here.</summary>
    public bool Has(IkeSpi initiator) => _open.ContainsKey(initiator);

    /// <summary>A request of IKE_SA_INIT, IKE_INTERMEDIATE or IKE_AUTH.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi initiator, Caller caller)
    {
        Forget();
        var isNew = !_open.TryGetValue(initiator, out var entry);
        if (isNew && _open.Count >= Max)
        {
            return;
        }

        entry ??= new()
        {
            Config = Configs[box.ExchangesOf(initiator)],
            Work = new(keys, (identity, _) => box.CredentialsOf(initiator, identity), int.MaxValue),
            Caller = caller,
        };
        var whole = new Octets(octets);
        var input = entry.Work.Read(
            entry.State, octets, caller.Flow,
            (greeting, spi, nat) => Greeted(entry, greeting, spi, nat, whole));
        if (input is null)
        {
            return;
        }

        entry.Caller = caller;
        if (isNew)
        {
            _open.Add(initiator, entry);
        }

        Step(initiator, entry, input);
        if (isNew && _open.ContainsKey(initiator)
            && IkeResponder.Deadline(entry.Config, entry.State) is { } until)
        {
            _ages.Enqueue((initiator, entry, until));
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _ages.Clear();
        keys.Dispose();
        _cookies?.Dispose();
        (_cookies, WantsCookies) = (null, false);
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private static IkeResponder.Config ConfigOf(int exchanges) =>
        IkeResponder.Config.TryCreate(
            new()
            {
                Suites = [SaSuites.FirstOf(exchanges)],
                TakesFragments = false,
                IsChildlessTaken = true,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private Input Greeted(
        Entry entry, Greeting greeting, IkeSpi spi, NatSides nat, Octets octets)
    {
        if (entry.State is not State.Idle)
        {
            // It is begun already: nothing is drawn for it once more.
            return new Input.Greeted(greeting, new(spi, octets, nat), spi, greeting.Nonce);
        }

        var cookie = greeting.Cookie.Length == 0 ? IkeResponder.CookieCheck.None
            : CookieMaker.IsAuthentic(
                provider, Cookies(), greeting.Nonce.Span, AddressOf(entry), spi,
                greeting.Cookie.Span)
                ? IkeResponder.CookieCheck.Good
                : IkeResponder.CookieCheck.Bad;
        var isLoaded = _open.Count >= CookiesFrom;
        WantsCookies = isLoaded && cookie != IkeResponder.CookieCheck.Good;
        if (WantsCookies)
        {
            return new Input.Greeted(
                greeting, new(spi, octets, nat, cookie, isLoaded), spi, greeting.Nonce);
        }

        Span<byte> nonce = stackalloc byte[NonceLength];
        box.Fill(nonce);
        return new Input.Greeted(
            greeting, new(spi, octets, nat, cookie, isLoaded, entry.Caller.Elsewhere()),
            box.DrawIkeSpi(), new(nonce));
    }

    private void Step(IkeSpi initiator, Entry entry, Input first)
    {
        var inputs = new Queue<Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("a handshake goes on without an end");
            }

            var before = entry.State;
            var next = IkeResponder.Step(entry.Config, before, box.Now, input);
            entry.State = next.State;
            Tell(initiator, before, next);
            foreach (var output in next.Outputs)
            {
                var inbound = output is Output.Verify ? box.DrawChildSpi() : default;
                if (entry.Work.Do(output, entry.Caller.Flow, inbound) is { } answer)
                {
                    inputs.Enqueue(Completed(entry, answer));
                }
                else
                {
                    Carry(initiator, entry, input, output);
                }
            }
        }

        if (entry.State is State.Idle or State.Up or State.Gone)
        {
            _open.Remove(initiator);
        }
    }

    /// <summary>What other machines say is known once it is known who is answered.</summary>
    private Input Completed(Entry entry, Input answer) =>
        answer is Input.Verified(var peer, var inbound)
        && entry.State is State.Verifying(var half, var request)
            ? new Input.Verified(
                peer with { Says = box.SaysTo(half.Spis, IkeRole.Responder, request.Says) },
                inbound)
            : answer;

    private void Tell(
        IkeSpi initiator, State before, Next<State, Output> next)
    {
        var what = next.State switch
        {
            State.Gone when before is not State.Gone => "forgets the IKE SA of",
            State.Refusing when before is not State.Refusing => "refuses",
            State.Idle when next.Outputs.Count > 0 && next.Outputs[0] is Output.Reply(var said)
                && said.Data is not NotifyPayloadData.Redirect => "refuses",
            State.Open or State.Refused when before.GetType() == next.State.GetType()
                && next.Outputs.Count > 0 => "answers again",
            _ => null,
        };
        if (what is not null)
        {
            box.Tell(initiator, what, next.Reason);
        }
    }

    private void Carry(IkeSpi initiator, Entry entry, Input input, Output output)
    {
        switch (output)
        {
            case Output.DemandCookie when input is Input.Greeted(var greeting, _, _, _):
                Reply(entry, initiator, new()
                {
                    Data = new NotifyPayloadData.Cookie(new()
                    {
                        Data = new(CookieMaker.Make(
                            provider, 1, Cookies(), greeting.Nonce.Span, AddressOf(entry),
                            initiator)),
                    }),
                });
                break;
            case Output.Reply(var notify):
                Reply(entry, initiator, notify);
                break;
            case Output.Send when isCluster && input is Input.Committed:
                break;
            case Output.Send(var octets):
                foreach (var one in octets)
                {
                    entry.Caller.Reply(one);
                }

                break;
            case Output.Establish(var made):
                entry.Caller.Establish(
                    made, keys, isFact => Settle(initiator, entry, made, isFact));
                break;
            default:
                break;
        }
    }

    private void Settle(IkeSpi initiator, Entry entry, Established made, bool isFact)
    {
        if (_open.GetValueOrDefault(initiator) != entry)
        {
            return;
        }

        Step(initiator, entry, isFact ? new Input.Committed() : new Input.NotCommitted());
        if (isFact)
        {
            // Whoever goes on with the keys has copies.
            keys.Forget(made.Keys.Value);
            keys.Forget(made.Child?.Keys.Value ?? 0);
        }
    }

    /// <summary>Those whose time is over are given up, once anything else comes.</summary>
    private void Forget()
    {
        while (_ages.TryPeek(out var oldest) && oldest.Until <= box.Now)
        {
            _ages.Dequeue();
            if (_open.GetValueOrDefault(oldest.Initiator) == oldest.Entry)
            {
                Step(oldest.Initiator, oldest.Entry, new Input.Tick());
            }
        }
    }

    private Secret Cookies()
    {
        if (_cookies is null)
        {
            _cookies = new(SecretLength);
            box.Fill(_cookies.Span);
        }

        return _cookies;
    }

    private static byte[] AddressOf(Entry entry)
    {
        var from = entry.Caller.Flow.Path.Remote;
        var address = new byte[from.Length];
        from.Write(address);
        return address;
    }

    private static void Reply(Entry entry, IkeSpi initiator, NotifyPayloadValue notify) =>
        entry.Caller.Reply(new(HandshakeMessages.Message(
            new(initiator, default), IkeRole.Responder, ExchangeType.IkeSaInit, 0,
            HandshakeMessages.ToPayloads(notify).Payloads).ToArray()));
}
