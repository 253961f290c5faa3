using Holdfast.Codec;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>A message that came, and what answered it: the same octets have the same answer.
/// </summary>
/// <param name="Taken">What came.</param>
/// <param name="Sent">What answered it.</param>
public sealed record IsakmpAnswer(Octets Taken, Octets Sent);

/// <summary>A message that is sent until it is answered.</summary>
/// <param name="Octets">The message.</param>
/// <param name="Sends">How often it was sent.</param>
/// <param name="Wait">How long the last send waits.</param>
/// <param name="At">When it is due again.</param>
public sealed record IsakmpOpen(Octets Octets, int Sends, TimeSpan Wait, Instant At);
