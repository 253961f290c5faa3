using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>Tokens of the gateway, RFC 6290: kept as they came under protection, and compared with
/// what anybody shows.</content>
internal sealed partial class PeerBox
{
    private readonly TokenTaker.Config _taker = TokenTaker.Config.TryCreate(
        new() { AfterCrash = TokenTaker.CrashAction.Nothing }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<KeyHandle, Secret> _tokens = [];
    private ulong _lastToken;

    /// <summary>What a protected message gives.</summary>
    private void Given(PeerIke ike, Items<NotifyPayloadValue> said)
    {
        if (!Plan.TakesTokens)
        {
            return;
        }

        foreach (var notify in said)
        {
            if (TokenMessages.TryGetToken(notify, out var token))
            {
                var handle = new KeyHandle(++_lastToken);
                _tokens[handle] = new(token.Span);
                Take(ike, new TokenTaker.Input.Given(handle));
            }
        }
    }

    /// <summary>What is said in the clear may show a token, and proves nothing else.</summary>
    private void Shown(PeerIke ike, HostAddress from, IkeHeaderValue message)
    {
        if (!Plan.TakesTokens || ike.Tokens is not TokenTaker.State.Up up)
        {
            return;
        }

        var standing = new TokenMessages.Standing(
            ike.Id, [.. ike.Children.Values.Select(child => child.Agreement.MemberSpi)],
            EndOf(ike.Agreement));
        Secret[] given = [.. up.Tokens.Select(handle => _tokens[handle])];
        if (TokenMessages.Classify(message, from, standing, given) is { } input)
        {
            Take(ike, input);
        }
    }

    private void Take(PeerIke ike, TokenTaker.Input input)
    {
        var next = _stage.Options.PeerTokens(_taker, ike.Tokens, Now, input);
        ike.Tokens = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case TokenTaker.Output.Discard:
                    Live(ike, new LivenessCheck.Input.TokenShown());
                    break;
                case TokenTaker.Output.Forget(var token):
                    if (_tokens.Remove(token, out var secret))
                    {
                        secret.Dispose();
                    }

                    break;
                case TokenTaker.Output.Report:
                    _stage.Tell(MomentKind.Peer, Plan.Name, "is shown a token that is not the one");
                    break;
                case TokenTaker.Output.Reconnect:
                    break;
            }
        }
    }
}
