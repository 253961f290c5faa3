using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Config = Holdfast.StateMachines.Ikev1.PhaseOneResponder.Config;
using Input = Holdfast.StateMachines.Ikev1.PhaseOneResponder.Input;
using Output = Holdfast.StateMachines.Ikev1.PhaseOneResponder.Output;
using State = Holdfast.StateMachines.Ikev1.PhaseOneResponder.State;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// ISAKMP SAs that are being made for who came to a box: each in one
/// <see cref="PhaseOneResponder"/>, in the memory of that box alone. They are bounded: IKEv1 has no
/// cookie that would have to come back first.
/// </summary>
/// <param name="keys">Where the secrets are.</param>
/// <param name="box">The box.</param>
/// <param name="isCluster">Whether the last word leaves with the fact that makes the SA, which
/// repeats it; else it is repeated here, while the SA could be half open.</param>
internal sealed class PhaseOneResponses(
    IsakmpHandshakeKeys keys, IHandshakeBox box, bool isCluster) : IDisposable
{
    /// <summary>More there never are.</summary>
    public const int Max = 1_024;

    private const int NonceLength = 32;

    private static readonly Config Settings = Config.TryCreate(
        new()
        {
            Suites = [IsakmpSecrets.Suite],
            Retries = IsakmpSecrets.Retries,
            Traits = PhaseOneTraits.DeadPeerDetection,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<IkeSpi, Response> _open = [];
    private readonly Queue<(IkeSpi Cookie, Response Response, Instant Until)> _ages = new();

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Whether one that somebody began is known here.</summary>
    public bool Has(IkeSpi cookie) => _open.ContainsKey(cookie);

    /// <summary>A message of main mode.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi cookie, PhaseOneCaller caller)
    {
        Forget();
        var isNew = !_open.TryGetValue(cookie, out var response);
        if (isNew && _open.Count >= Max)
        {
            return;
        }

        response ??= new(this, cookie, caller);
        if (response.Read(octets, caller) is not { } input)
        {
            return;
        }

        response.Caller = caller;
        _open[cookie] = response;
        response.Hear(input);
        if (isNew && _open.ContainsKey(cookie) && response.Deadline is { } until)
        {
            _ages.Enqueue((cookie, response, until));
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _ages.Clear();
        keys.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    /// <summary>Those whose time is over are given up, once anything else comes.</summary>
    private void Forget()
    {
        while (_ages.TryPeek(out var oldest) && oldest.Until <= box.Now)
        {
            _ages.Dequeue();
            if (_open.GetValueOrDefault(oldest.Cookie) != oldest.Response)
            {
                continue;
            }

            if (oldest.Response.State is State.Up)
            {
                _open.Remove(oldest.Cookie);
            }
            else
            {
                oldest.Response.Tick();
            }
        }
    }

    private sealed class Response(
        PhaseOneResponses all, IkeSpi cookie, PhaseOneCaller caller)
        : Course<Config, State, Input, Output>(PhaseOneResponder.Machine, Settings, all.Box)
    {
        private readonly IsakmpWork _work = new(all.Keys, (_, _) => all.Box.SharedWith(cookie));

        /// <summary>How its last message came.</summary>
        public PhaseOneCaller Caller { get; set; } = caller;

        protected override bool IsThere => all._open.GetValueOrDefault(cookie) == this;

        public Input? Read(ReadOnlySpan<byte> octets, PhaseOneCaller from)
        {
            var whole = new Octets(octets);
            return _work.Read(State, octets, from.Flow, (mode, message, initiator) =>
            {
                Span<byte> nonce = stackalloc byte[NonceLength];
                all.Box.Fill(nonce);
                return new Input.Offered(
                    mode, message, initiator, whole, all.Box.DrawIkeSpi(), new(nonce));
            });
        }

        protected override Input? Work(Output output) => _work.Do(output, Caller.Flow);

        protected override void Tell(State before, Next<State, Output> next, Input input)
        {
            var what = next.State switch
            {
                State.Gone when input is Input.Unknown => "refuses",
                State.Gone when before is not State.Gone && input is not Input.NotCommitted =>
                    "forgets the IKE SA of",
                State.Idle when next.Outputs.Count > 0 => "refuses",
                _ when input is Input.Repeated && next.Outputs.Count > 0 => "answers again",
                _ => null,
            };
            if (what is not null)
            {
                all.Box.Tell(cookie, what, next.Reason);
            }
        }

        protected override void Carry(Input input, Output output)
        {
            switch (output)
            {
                case Output.Reply(var cookies, var notify):
                    Caller.Reply(IsakmpWork.InClear(
                        cookies, all.Box.DrawMessageId(_ => false), notify));
                    break;
                case Output.Send when all.IsCluster && input is Input.Committed:
                    break;
                case Output.Send(var octets):
                    Caller.Reply(octets);
                    break;
                case Output.Inform(var isakmp, var information):
                    if (_work.Say(
                        isakmp,
                        all.Box.DrawMessageId(id => all.Keys.IsUsed(isakmp.Keys.Value, id)),
                        information) is { } said)
                    {
                        Caller.Reply(said);
                    }

                    break;
                case Output.Establish(var made):
                    Caller.Establish(made, all.Keys, isFact => Settle(made, isFact));
                    break;
                default:
                    break;
            }
        }

        protected override void Rest(Input first)
        {
            if (State is State.Idle or State.Gone || (all.IsCluster && State is State.Up))
            {
                all._open.Remove(cookie);
            }
        }

        private void Settle(PhaseOneSa made, bool isFact)
        {
            if (IsThere)
            {
                Hear(isFact ? new Input.Committed() : new Input.NotCommitted());
            }

            // Whoever goes on with the keys has copies.
            all.Keys.Forget(made.Keys.Value);
        }
    }

    private IsakmpHandshakeKeys Keys => keys;

    private IHandshakeBox Box => box;

    private bool IsCluster => isCluster;
}
