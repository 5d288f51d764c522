namespace AuditTrail.Events.Json;

/// <summary>The members of <c>userIdentity</c> and its parts.</summary>
internal static class IdentityShape
{
    private static readonly PartShape<SessionIssuer> Issuer = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<SessionIssuer>("type", p => p.Type, (p, v) => p with { Type = v }),
        new TextField<SessionIssuer>("principalId", p => p.PrincipalId, (p, v) => p with { PrincipalId = v }),
        new TextField<SessionIssuer>("arn", p => p.Arn, (p, v) => p with { Arn = v }),
        new TextField<SessionIssuer>("accountId", p => p.AccountId, (p, v) => p with { AccountId = v }),
        new TextField<SessionIssuer>("userName", p => p.UserName, (p, v) => p with { UserName = v }));

    private static readonly PartShape<WebIdFederationData> Federation = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<WebIdFederationData>("federatedProvider", p => p.FederatedProvider, (p, v) => p with { FederatedProvider = v }),
        new FragmentField<WebIdFederationData>("attributes", p => p.Attributes, (p, v) => p with { Attributes = v }));

    private static readonly PartShape<SessionAttributes> Attributes = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<SessionAttributes>("creationDate", p => p.CreationDate, (p, v) => p with { CreationDate = v }),
        new TextField<SessionAttributes>("mfaAuthenticated", p => p.MfaAuthenticated, (p, v) => p with { MfaAuthenticated = v }));

    private static readonly PartShape<SessionContext> Session = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new ObjectField<SessionContext, SessionIssuer>("sessionIssuer", Issuer, p => p.SessionIssuer, (p, v) => p with { SessionIssuer = v }),
        new ObjectField<SessionContext, WebIdFederationData>("webIdFederationData", Federation, p => p.WebIdFederationData, (p, v) => p with { WebIdFederationData = v }),
        new ObjectField<SessionContext, SessionAttributes>("attributes", Attributes, p => p.Attributes, (p, v) => p with { Attributes = v }),
        new TextField<SessionContext>("sourceIdentity", p => p.SourceIdentity, (p, v) => p with { SourceIdentity = v }),
        new TextField<SessionContext>("ec2RoleDelivery", p => p.Ec2RoleDelivery, (p, v) => p with { Ec2RoleDelivery = v }),
        new FragmentField<SessionContext>("assumedRoot", p => p.AssumedRoot, (p, v) => p with { AssumedRoot = v }));

    private static readonly PartShape<OnBehalfOf> Behalf = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<OnBehalfOf>("userId", p => p.UserId, (p, v) => p with { UserId = v }),
        new TextField<OnBehalfOf>("identityStoreArn", p => p.IdentityStoreArn, (p, v) => p with { IdentityStoreArn = v }));

    private static readonly PartShape<DelegatedAccess> Delegate = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<DelegatedAccess>("accountId", p => p.AccountId, (p, v) => p with { AccountId = v }));

    private static readonly PartShape<InScopeOf> Scope = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<InScopeOf>("sourceArn", p => p.SourceArn, (p, v) => p with { SourceArn = v }),
        new TextField<InScopeOf>("sourceAccount", p => p.SourceAccount, (p, v) => p with { SourceAccount = v }),
        new TextField<InScopeOf>("issuerType", p => p.IssuerType, (p, v) => p with { IssuerType = v }),
        new TextField<InScopeOf>("credentialsIssuedTo", p => p.CredentialsIssuedTo, (p, v) => p with { CredentialsIssuedTo = v }));

    public static PartShape<UserIdentity> Whole { get; } = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<UserIdentity>("type", p => p.Type, (p, v) => p with { Type = v }),
        new TextField<UserIdentity>("principalId", p => p.PrincipalId, (p, v) => p with { PrincipalId = v }),
        new TextField<UserIdentity>("arn", p => p.Arn, (p, v) => p with { Arn = v }),
        new TextField<UserIdentity>("accountId", p => p.AccountId, (p, v) => p with { AccountId = v }),
        new TextField<UserIdentity>("accessKeyId", p => p.AccessKeyId, (p, v) => p with { AccessKeyId = v }),
        new TextField<UserIdentity>("userName", p => p.UserName, (p, v) => p with { UserName = v }),
        new ObjectField<UserIdentity, SessionContext>("sessionContext", Session, p => p.SessionContext, (p, v) => p with { SessionContext = v }),
        new TextField<UserIdentity>("invokedBy", p => p.InvokedBy, (p, v) => p with { InvokedBy = v }),
        new TextField<UserIdentity>("identityProvider", p => p.IdentityProvider, (p, v) => p with { IdentityProvider = v }),
        new TextField<UserIdentity>("credentialId", p => p.CredentialId, (p, v) => p with { CredentialId = v }),
        new ObjectField<UserIdentity, OnBehalfOf>("onBehalfOf", Behalf, p => p.OnBehalfOf, (p, v) => p with { OnBehalfOf = v }),
        new ObjectField<UserIdentity, DelegatedAccess>("invokedByDelegate", Delegate, p => p.InvokedByDelegate, (p, v) => p with { InvokedByDelegate = v }),
        new ObjectField<UserIdentity, InScopeOf>("inScopeOf", Scope, p => p.InScopeOf, (p, v) => p with { InScopeOf = v }))
    {
        IsEssential = true,
    };
}
