using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>Why nobody is believed, as the journal says it.</summary>
public sealed class AuthErrors
{
    [Theory]
    [InlineData(AuthFault.None, "nothing is wrong")]
    [InlineData(AuthFault.Unknown, "nobody is known by that identity")]
    [InlineData(AuthFault.OtherMethod, "it has to prove itself in another way")]
    [InlineData(AuthFault.NoCertificate, "it has sent no certificate")]
    [InlineData(AuthFault.TooMany, "it has sent too many certificates")]
    [InlineData(AuthFault.BadCertificate, "its certificate is of no use")]
    [InlineData(AuthFault.NotTrusted, "no authority of ours vouches for its certificate")]
    [InlineData(AuthFault.Revoked, "its certificate was taken back")]
    [InlineData(AuthFault.OtherIdentity, "its certificate is somebody else's")]
    [InlineData(AuthFault.NotProved, "its proof does not fit")]
    public void Every_fault_has_words_of_its_own(AuthFault fault, string words)
    {
        Assert.Equal(words, new AuthError(fault).ToString());
        Assert.Equal($"{words}: CN=carol", new AuthError(fault, "CN=carol").ToString());
        Assert.Equal(words, (default(AuthError) with { Fault = fault }).ToString());
    }
}
